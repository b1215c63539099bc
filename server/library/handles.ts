import { AssertionError } from 'node:assert'
import type { Session } from '../sessions.ts'
import { sessionName } from '../sessions.ts'
import type { Running } from '../start/start.ts'
import { refuseExpectation, refuseFilter } from './refuse-filter.ts'
import type { FaultRules } from './fault.ts'
import type { BedrockSession, Calls, ClientConfig, Fixtures } from './bedrock.ts'
import { clientVariables } from '../settings/client-env.ts'

/** State shared by all handles of a server. */
export interface Hold {
  running: Running
  url: string
  closed: boolean
}

/** The handle of one session of a server. */
export function sessionHandle(hold: Hold, name: string): BedrockSession {
  refuseName(name)
  const { journal, sessions } = hold.running
  return {
    name,
    ...clientHandles(hold, name),
    fixtures: fixturesHandle(hold, () => sessions.get(name)),
    faults: faultsHandle(hold, () => sessions.get(name)),
    journal: callsHandle(hold, name),
    reset() {
      sessions.reset(name)
      journal.clear(name)
    },
  }
}

export function clientHandles(
  { url, running: { config, certificateFile } }: Hold,
  key?: string,
): { env: Record<string, string>; clientConfig: ClientConfig } {
  const env = clientVariables(url, config.region, certificateFile)
  const accessKeyId = key ?? env['AWS_ACCESS_KEY_ID'] ?? ''
  env['AWS_ACCESS_KEY_ID'] = accessKeyId
  const credentials = { accessKeyId, secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '' }
  return { env, clientConfig: { endpoint: url, region: config.region, credentials } }
}

export function fixturesHandle(hold: Hold, session: () => Session): Fixtures {
  const { store } = hold.running
  const list = () => store.list(session())
  return {
    add(fixture) {
      if (hold.closed) throw new Error('Cannot add a fixture: the server is closed.')
      const added = store.add(session(), fixture)
      return {
        name: added.name,
        get calls() {
          return added.calls()
        },
        remove: added.remove,
      }
    },
    list,
    unused: () => list().flatMap(({ name, calls }) => (calls === 0 ? [name] : [])),
  }
}

export function faultsHandle(hold: Hold, session: () => Session): FaultRules {
  const { faults } = hold.running
  return {
    add(fault) {
      if (hold.closed) throw new Error('Cannot add a fault: the server is closed.')
      return faults.add(session(), fault)
    },
    clear: () => faults.clear(session()),
  }
}

/** The journal of one session, or of all of them. */
export function callsHandle({ running }: Hold, session?: string): Calls {
  const { journal, config } = running
  const only = session === undefined ? {} : { session }
  return {
    list(filter) {
      refuseFilter(filter)
      return journal.list({ ...filter, ...only })
    },
    verify: function verify(expectation) {
      refuseExpectation(expectation)
      const { ok, message, exchanges } = journal.verify({ ...expectation, ...only })
      if (!ok) throw new AssertionError({ message, stackStartFn: verify })
      return exchanges
    },
    follow: (follower) =>
      journal.follow((exchange) => {
        if (session !== undefined && exchange.session !== session) return
        try {
          follower(exchange)
        } catch (thrown) {
          // Reports a failed expectation in the callback without failing the call.
          process.nextTick(() => {
            throw thrown
          })
        }
      }),
    clear: () => journal.clear(session),
    save(exchanges, { folder = config.fixtures.at(-1), ...options } = {}) {
      if (folder === undefined)
        throw new TypeError('save needs { folder }, because the server has no fixture folder')
      return journal.save(
        exchanges.map(({ id }) => id),
        folder,
        options,
      )
    },
  }
}

/** Session names are sent as access key ids. */
function refuseName(name: string): void {
  const read = sessionName((header) =>
    header === 'authorization' ? `AWS4-HMAC-SHA256 Credential=${name}/` : undefined,
  )
  if (/^[\w.@:-]+$/.test(name) && read === name) return
  throw new TypeError(
    `${JSON.stringify(name)} is not a valid session name: use up to 128 letters, digits and _ . @ : -, and not a real access key id`,
  )
}
