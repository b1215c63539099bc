import { useEffect, useState } from 'preact/hooks'
import { duration } from '../format.ts'
import { rows } from '../live/calls.ts'
import { Failed, Loading } from '../parts/states.tsx'
import { admin } from '../wire/admin.ts'

interface Bucket {
  limit: number
  left: number
  filledInMs: number
}

interface Quota {
  session: string
  /** None for the limits of guardrails. */
  model?: string
  region: string
}

/** Each is a member of a quota if it is limited. */
const KINDS = {
  requestsPerMinute: 'requests per minute',
  tokensPerMinute: 'tokens per minute',
  tokensPerDay: 'tokens per day',
  requestsPerSecond: 'ApplyGuardrail calls per second',
  topicPolicy: 'text units per second for topics',
  contentPolicy: 'text units per second for content filters',
  wordPolicy: 'text units per second for words',
  sensitiveInformationPolicy: 'text units per second for sensitive information',
  contextualGroundingPolicy: 'text units per second for grounding',
} as const

type Limits = Quota & Partial<Record<keyof typeof KINDS, Bucket>>
type Kind = keyof typeof KINDS

/** The remaining amount of each quota. */
export function Quotas() {
  const [quotas, setQuotas] = useState<readonly Limits[] | undefined>(undefined)
  const [error, setError] = useState<unknown>(undefined)
  const load = () => {
    setError(undefined)
    admin<Limits[]>('/quotas').then(setQuotas, setError)
  }
  const last = rows.value.at(-1)?.id
  useEffect(load, [last])
  const advance = () => {
    admin('/clock', { method: 'POST', body: { advanceMs: 60_000 } }).then(load, setError)
  }
  if (error !== undefined) return <Failed error={error} retry={load} />
  if (quotas === undefined) return <Loading what="the quotas" />
  return (
    <>
      <p class="card-actions">
        <button type="button" onClick={advance}>
          Advance the clock by 1 minute
        </button>
        <button type="button" onClick={load}>
          Refresh
        </button>
      </p>
      {quotas.length === 0 && (
        <p class="dim">
          No model with a quota has been called. Set <code>quotas</code> in the config, such as{' '}
          <code>{`'amazon.nova-*': { requestsPerMinute: 10 }`}</code> for models or{' '}
          <code>{`guardrails: { wordPolicy: 25 }`}</code> for guardrails.
        </p>
      )}
      {quotas.map((quota) => (
        <section
          key={`${quota.session} ${quota.model ?? ''} ${quota.region}`}
          class="quota"
          aria-label={`${quota.model ?? 'Guardrails'} in session ${quota.session}`}
        >
          <h2>
            {quota.model ?? 'Guardrails'}{' '}
            <span class="dim">
              · {quota.region} · session {quota.session}
            </span>
          </h2>
          {(Object.keys(KINDS) as Kind[]).map((name) => {
            const bucket = quota[name]
            if (bucket === undefined) return null
            return (
              <label key={name} class="quota-bar">
                <span>
                  {Math.floor(bucket.left)} of {bucket.limit} {KINDS[name]} left
                  {bucket.filledInMs > 0 && (
                    <span class="dim"> · full in {duration(bucket.filledInMs)}</span>
                  )}
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
