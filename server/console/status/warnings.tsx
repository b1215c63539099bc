import { clock } from '../format.ts'

export interface Warning {
  at: number
  level: 'warn' | 'error'
  text: string
}

/** The warnings in the log, newest first. */
export function Warnings({ warnings }: { warnings: readonly Warning[] }) {
  if (warnings.length === 0) return <p class="dim">No warnings.</p>
  return (
    <ul class="warnings" aria-label="Warnings">
      {warnings.toReversed().map(({ at, level, text }, index) => (
        <li key={index}>
          <span class="dim" title={new Date(at).toISOString()}>
            {clock(at)}
          </span>{' '}
          <span class={level === 'error' ? 'bad' : 'warning'}>{level}</span> {text}
        </li>
      ))}
    </ul>
  )
}
