import { useEffect, useState } from 'preact/hooks'
import { plural } from '../format.ts'
import { admin } from '../wire/admin.ts'

/** The server's verdict on the text of a fixture. */
export interface Checked {
  problems: readonly { severity: string; line: number; column: number; message: string }[]
  matches: { now: readonly string[]; before: readonly string[] }
}

const CHECK_MS = 200

/** The verdict of `fixtures check`, a moment after the last key. */
export function useChecked(text: string, path: string): Checked | undefined {
  const [checked, setChecked] = useState<Checked | undefined>(undefined)
  useEffect(() => {
    const stop = new AbortController()
    const timer = setTimeout(() => {
      admin<Checked>('/fixtures/check', {
        method: 'POST',
        body: { text, ...(path !== '' && { path }) },
        signal: stop.signal,
      }).then(setChecked, () => {
        // The user keeps typing, or saving reports the error.
      })
    }, CHECK_MS)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [text, path])
  return checked
}

interface FindingsProps {
  checked: Checked | undefined
  /** Called with the position of a clicked problem. */
  onPlace?(line: number, column: number): void
}

/** Each problem with its position, and the calls in the journal that the fixture would match. */
export function Findings({ checked, onPlace }: FindingsProps) {
  if (checked === undefined) return <p class="dim">Checking…</p>
  const { problems, matches } = checked
  return (
    <div class="findings" role="status">
      {problems.map(({ severity, line, column, message }) => (
        <p key={`${line}:${column}:${message}`} class={severity === 'error' ? 'bad' : 'warning'}>
          {severity}{' '}
          {onPlace === undefined ? (
            `${line}:${column}`
          ) : (
            <button type="button" class="quiet" onClick={() => onPlace(line, column)}>
              {line}:{column}
            </button>
          )}
          : {message}
        </p>
      ))}
      <p>
        Matches {plural(matches.now.length, 'call')} in the journal.{difference(matches)}
      </p>
    </div>
  )
}

/** `+3, −1` compared with the saved file. */
function difference({ now, before }: Checked['matches']): string {
  const more = now.filter((id) => !before.includes(id)).length
  const less = before.filter((id) => !now.includes(id)).length
  if (before.length === 0 || more + less === 0) return ''
  return ` Compared with the saved file: +${more}, −${less}.`
}
