import { capitalised } from '../format.ts'
import { Code } from '../parts/code.tsx'

interface Placed {
  line: number
  column: number
}

export interface Verdict {
  allowed: boolean
  denial?: string
  verdicts: readonly {
    action: string
    resource: string
    decision: string
    reason: string
    by?: Placed & { says: string }
    near: readonly (Placed & { says: string })[]
  }[]
  problems: readonly (Placed & { message: string })[]
  notes: readonly string[]
  roles: readonly string[]
}

interface VerdictProps {
  verdict: Verdict
  /** Called with the position of a statement or problem. */
  onPlace(line: number, column: number): void
}

/** Each required permission, the statement that decided, and why the others do not apply. */
export function VerdictView({ verdict, onPlace }: VerdictProps) {
  const { allowed, denial, verdicts, problems, notes } = verdict
  const place = ({ line, column }: Placed) => (
    <button type="button" class="quiet" onClick={() => onPlace(line, column)}>
      {line}:{column}
    </button>
  )
  return (
    <div class="verdict" role="status" aria-label="Verdict">
      {problems.map((problem) => (
        <p key={problem.message} class="bad">
          Error {place(problem)}: {problem.message}
        </p>
      ))}
      {problems.length === 0 && (
        <p class={allowed ? 'verdict-line allowed' : 'verdict-line bad'}>
          {allowed ? 'Allowed' : 'Denied'}
        </p>
      )}
      {verdicts.map(({ action, resource, decision, reason, by, near }) => (
        <section key={`${action} ${resource}`}>
          <h2>
            <span class={decision === 'allowed' ? 'allowed' : 'bad'}>{capitalised(decision)}:</span>{' '}
            {action}
          </h2>
          <p class="mono resource">{resource}</p>
          <p>
            {reason} {by !== undefined && place(by)}
          </p>
          {near.length > 0 && (
            <ul>
              {near.map((one) => (
                <li key={one.says}>
                  {one.says} {place(one)}
                </li>
              ))}
            </ul>
          )}
        </section>
      ))}
      {notes.map((note) => (
        <p key={note} class="warning">
          Note: {note}
        </p>
      ))}
      {denial !== undefined && (
        <>
          <h2>Bedrock would return AccessDeniedException (403)</h2>
          <Code text={denial} label="AWS's message" copy="message" />
        </>
      )}
    </div>
  )
}
