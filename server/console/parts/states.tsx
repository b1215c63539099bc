import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { sentenceOf } from '../wire/admin.ts'

/** Nothing for a moment, so that quick answers do not flicker. */
export function Loading({ what }: { what: string }) {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 150)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div class="state" role="status">
      {late && <p class="dim">Loading {what}…</p>}
    </div>
  )
}

/** The server's message, and a retry button. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  return (
    <div class="state failed" role="alert">
      <p>{sentenceOf(error)}</p>
      {retry !== undefined && (
        <button type="button" onClick={retry}>
          Retry
        </button>
      )}
    </div>
  )
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="state empty">
      <h2>{title}</h2>
      {children}
    </div>
  )
}
