import { useState } from 'preact/hooks'
import { clock, plural } from '../format.ts'
import { Dialog } from '../parts/dialog.tsx'
import { toast } from '../parts/toast.tsx'
import { href } from '../route.ts'
import { admin, sentenceOf } from '../wire/admin.ts'

export interface Session {
  name: string
  usedAt: number
  calls: number
  fixtures: number
}

/** What will be lost. */
interface Removal {
  title: string
  path: string
  method: 'POST' | 'DELETE'
  what: string
  done: string
}

const contents = (sessions: readonly Session[]): string => {
  const sum = (of: 'calls' | 'fixtures') => sessions.reduce((all, one) => all + one[of], 0)
  return `${plural(sum('calls'), 'call')} in the journal, ${plural(sum('fixtures'), 'added fixture')}, faults and counters`
}

const resetOf = (session: Session): Removal => ({
  title: `Reset ${session.name}`,
  path: `/reset?session=${encodeURIComponent(session.name)}`,
  method: 'POST',
  what: contents([session]),
  done: `Reset ${session.name}`,
})

const deletionOf = (session: Session): Removal => ({
  title: `Delete ${session.name}`,
  path: `/sessions/${encodeURIComponent(session.name)}`,
  method: 'DELETE',
  what: `the session, including ${contents([session])}`,
  done: `Deleted ${session.name}`,
})

const resetOfAll = (sessions: readonly Session[]): Removal => ({
  title: 'Reset all sessions',
  path: '/reset',
  method: 'POST',
  what: `${contents(sessions)}, in ${plural(sessions.length, 'session')}`,
  done: 'Reset all sessions',
})

interface SessionsProps {
  sessions: readonly Session[]
  onChange(): void
}

/** Each session has its own counters, faults, fixtures and journal. */
export function Sessions({ sessions, onChange }: SessionsProps) {
  const [removal, setRemoval] = useState<Removal | undefined>(undefined)
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
              <span class="hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => {
            const { name, calls, fixtures, usedAt } = session
            return (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>
                  <a href={href(['live'], { session: name })}>{calls}</a>
                </td>
                <td>{fixtures}</td>
                <td>{clock(usedAt)}</td>
                <td>
                  <button type="button" class="quiet" onClick={() => setRemoval(resetOf(session))}>
                    Reset<span class="hidden"> {name}</span>
                  </button>{' '}
                  <button
                    type="button"
                    class="quiet"
                    onClick={() => setRemoval(deletionOf(session))}
                  >
                    Delete<span class="hidden"> {name}</span>
                  </button>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      <p>
        <button type="button" onClick={() => setRemoval(resetOfAll(sessions))}>
          Reset all sessions
        </button>
      </p>
      {removal !== undefined && (
        <Removing removal={removal} onClose={() => setRemoval(undefined)} onChange={onChange} />
      )}
    </div>
  )
}

interface RemovingProps {
  removal: Removal
  onClose(): void
  onChange(): void
}

function Removing({ removal, onClose, onChange }: RemovingProps) {
  const { title, path, method, what, done } = removal
  const remove = async () => {
    onClose()
    try {
      await admin(path, { method })
      toast(done)
      onChange()
    } catch (thrown) {
      toast(sentenceOf(thrown))
    }
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <p>This removes {what}. Files are kept.</p>
      <button type="button" class="primary" onClick={() => void remove()}>
        {title}
      </button>
    </Dialog>
  )
}
