import { useState } from 'preact/hooks'
import type { Exchange } from '../../journal/types.ts'
import { Failed } from '../parts/states.tsx'
import { Tree } from '../parts/tree.tsx'
import { admin } from '../wire/admin.ts'

/** The same call in the format of Converse, as the journal keeps it. */
export function AsConverse({ id }: { id: string }) {
  const [exchange, setExchange] = useState<Exchange | undefined>(undefined)
  const [error, setError] = useState<unknown>(undefined)
  const load = () => {
    setError(undefined)
    admin<Exchange>(`/journal/${encodeURIComponent(id)}`).then(setExchange, setError)
  }
  const { prompt, reply } = exchange ?? {}
  return (
    <section aria-label="Converse format">
      {exchange === undefined && (
        <p>
          <button type="button" onClick={load}>
            Show in Converse format
          </button>
        </p>
      )}
      {error !== undefined && <Failed error={error} />}
      {exchange !== undefined && prompt === undefined && reply === undefined && (
        <p class="dim">This call cannot be shown in Converse format.</p>
      )}
      {prompt !== undefined && (
        <>
          <h2>Request in Converse format</h2>
          <Tree value={prompt} label="Request in Converse format" />
        </>
      )}
      {reply !== undefined && (
        <>
          <h2>Answer in Converse format</h2>
          <Tree value={reply} label="Answer in Converse format" />
        </>
      )}
    </section>
  )
}
