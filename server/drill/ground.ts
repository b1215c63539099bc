import type { Exchange } from '../journal/types.ts'
import { clientUrl, clientVariables } from '../settings/client-env.ts'
import type { Session } from '../sessions.ts'
import type { Running } from '../start/start.ts'

/** The server that one run calls, or a session of it, and its journal. */
export interface Ground {
  /** The variables that point AWS SDKs at it. */
  env: Readonly<Record<string, string>>
  addFault(fault: object): { readonly struck: number }
  addFixture(fixture: object): void
  calls(): Exchange[]
  /** Removes added faults and fixtures, and the calls. */
  clear(): void
}

/** A server for this drill only: calls count regardless of their credentials. */
export function wholeServer(running: Running): () => Ground {
  const { sessions, journal } = running
  return () => ({
    ...groundOf(running, sessions.shared),
    env: variablesFor(running),
    calls: () => journal.list(),
    clear() {
      sessions.reset()
      journal.clear()
    },
  })
}

/** A separate session for each run, so that the server can do other things at the same time. */
export function ownSessions(running: Running): (name: string) => Ground {
  const { sessions, journal } = running
  const prefix = `drill-${Date.now().toString(36)}`
  return (run) => {
    const name = `${prefix}-${run}`
    return {
      ...groundOf(running, sessions.get(name)),
      env: { ...variablesFor(running), AWS_ACCESS_KEY_ID: name },
      calls: () => journal.list({ session: name }),
      clear: () => void sessions.delete(name),
    }
  }
}

function groundOf({ faults, store }: Running, session: Session) {
  return {
    addFault: (fault: object) => faults.add(session, fault),
    addFixture: (fixture: object) => void store.add(session, fixture),
  }
}

function variablesFor({ config, port, certificateFile }: Running): Record<string, string> {
  const protocol = certificateFile === undefined ? 'http' : 'https'
  const url = clientUrl({ host: config.host, port }, protocol)
  return clientVariables(url, config.region, certificateFile)
}
