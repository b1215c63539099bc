import { useEffect, useState } from 'preact/hooks'
import { Failed, Loading } from '../parts/states.tsx'
import { admin } from '../wire/admin.ts'

interface Bucket {
  limit: number
  left: number
  filledInMs: number
}

interface Quota {
  session: string
  model: string
  region: string
  requestsPerMinute?: Bucket
  tokensPerMinute?: Bucket
  tokensPerDay?: Bucket
}

const KINDS = [
  ['requestsPerMinute', 'requests a minute'],
  ['tokensPerMinute', 'tokens a minute'],
  ['tokensPerDay', 'tokens a day'],
] as const

/** What is left of each quota. */
export function Quotas() {
  const [quotas, setQuotas] = useState<readonly Quota[] | undefined>(undefined)
  const [error, setError] = useState<unknown>(undefined)
  const load = () => {
    setError(undefined)
    admin<Quota[]>('/quotas').then(setQuotas, setError)
  }
  useEffect(load, [])
  const advance = () => {
    admin('/clock', { method: 'POST', body: { advanceMs: 60_000 } }).then(load, setError)
  }
  if (error !== undefined) return <Failed error={error} retry={load} />
  if (quotas === undefined) return <Loading what="the quotas" />
  return (
    <>
      <p class="card-actions">
        <button type="button" onClick={advance}>
          Let a minute pass
        </button>
        <button type="button" onClick={load}>
          Refresh
        </button>
      </p>
      {quotas.length === 0 && (
        <p class="dim">
          No model with a quota was called. <code>quotas</code> in the config sets them:{' '}
          <code>{`'amazon.nova-*': { requestsPerMinute: 10 }`}</code>
        </p>
      )}
      {quotas.map((quota) => (
        <section key={`${quota.session} ${quota.model} ${quota.region}`} class="quota">
          <h2>
            {quota.model}{' '}
            <span class="dim">
              · {quota.region} · session {quota.session}
            </span>
          </h2>
          {KINDS.map(([name, label]) => {
            const bucket = quota[name]
            if (bucket === undefined) return null
            return (
              <label key={name} class="quota-bar">
                <span>
                  {Math.floor(bucket.left)} of {bucket.limit} {label}
                </span>
                <meter min={0} max={bucket.limit} value={bucket.left} />
              </label>
            )
          })}
        </section>
      ))}
    </>
  )
}
