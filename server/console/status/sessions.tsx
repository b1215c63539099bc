import { clock } from '../format.ts'
import { toast } from '../parts/toast.tsx'
import { href } from '../route.ts'
import { admin, sentenceOf } from '../wire/admin.ts'

export interface Session {
  name: string
  usedAt: number
  calls: number
  fixtures: number
}

/** Who has called: each has counters, faults, fixtures and a journal of its own. */
export function Sessions({
  sessions,
  onChange,
}: {
  sessions: readonly Session[]
  onChange(): void
}) {
  const act = async (what: Promise<unknown>, done: string) => {
    try {
      await what
      toast(done)
      onChange()
    } catch (thrown) {
      toast(sentenceOf(thrown))
    }
  }
  return (
    <div class="scrolling" tabIndex={0} role="region" aria-label="Sessions">
      <table>
        <thead>
          <tr>
            <th scope="col">Session</th>
            <th scope="col">Calls</th>
            <th scope="col">Added fixtures</th>
            <th scope="col">Last used</th>
            <th scope="col">
              <span class="hidden">Reset or forget</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sessions.map(({ name, calls, fixtures, usedAt }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                <a href={href(['live'], { f: `session:${name}` })}>{calls}</a>
              </td>
              <td>{fixtures}</td>
              <td>{clock(usedAt)}</td>
              <td>
                <button
                  type="button"
                  class="quiet"
                  onClick={() =>
                    void act(
                      admin(`/reset?session=${encodeURIComponent(name)}`, { method: 'POST' }),
                      `${name} is as at the start.`,
                    )
                  }
                >
                  Reset<span class="hidden"> {name}</span>
                </button>{' '}
                <button
                  type="button"
                  class="quiet"
                  onClick={() =>
                    void act(
                      admin(`/sessions/${encodeURIComponent(name)}`, { method: 'DELETE' }),
                      `Forgot ${name}`,
                    )
                  }
                >
                  Forget<span class="hidden"> {name}</span>
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        <button
          type="button"
          onClick={() =>
            void act(
              admin('/reset', { method: 'POST' }),
              'All sessions are as at the start; files stay.',
            )
          }
        >
          Reset all sessions
        </button>
      </p>
    </div>
  )
}
