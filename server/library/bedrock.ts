import type { JournalFilter } from '../journal/filter.ts'
import type { Saved, SaveOptions } from '../journal/save.ts'
import type { Expectation } from '../journal/verify.ts'
import type { Mode } from '../settings/settings.ts'
import type { Listed } from '../store/store.ts'
import type { FaultRules, ServerClock } from './fault.ts'
import type { Fixture } from './fixture.ts'
import type { Exchange } from '../journal/types.ts'
import type { DrillReport } from '../drill/types.ts'
import type { DrilledFunction } from '../drill/target.ts'

/** A fixture that was added. */
export interface AddedFixture {
  /** The given or generated name. */
  readonly name: string
  /** How often it answered. */
  readonly calls: number
  /** Removes the fixture; streams in progress continue. */
  remove(): void
}

/** The fixtures of a server or session. */
export interface Fixtures {
  /** Adds a fixture until it is removed or the session is reset. It takes precedence over files, and over fixtures added earlier. */
  add(fixture: Fixture): AddedFixture
  /** Added fixtures first, then those from folders. */
  list(): Listed[]
  /** Names of fixtures that were never used. */
  unused(): string[]
}

/** The journal: calls and their answers. */
export interface Calls {
  /** Oldest first. */
  list(filter?: JournalFilter): Exchange[]
  /** Throws an error that lists the calls received if the expected call was not made `times` times, or at least once. */
  verify(expectation: Expectation): Exchange[]
  /** Calls back with each exchange as it ends; returns a function that stops it. */
  follow(follower: (exchange: Exchange) => void): () => void
  /** Clears the journal. */
  clear(): void
  /** Saves exchanges as fixtures, in the last fixtures folder by default. */
  save(exchanges: readonly Exchange[], options?: SaveOptions & { folder?: string }): Saved[]
}

/** Options for an AWS SDK client in JavaScript: `new BedrockRuntimeClient(server.clientConfig)`. */
export interface ClientConfig {
  readonly endpoint: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/** Isolated state for some clients: added fixtures and faults, counters, sequences and journal. Files are shared. */
export interface BedrockSession {
  /** Also the access key id of its clients. */
  readonly name: string
  /** The variables that point an AWS SDK, or a child process, here. */
  readonly env: Readonly<Record<string, string>>
  readonly clientConfig: ClientConfig
  /** Only for clients of this session. */
  readonly fixtures: Fixtures
  /** Only for clients of this session. */
  readonly faults: FaultRules
  /** The calls of this session. */
  readonly journal: Calls
  /** Clears added fixtures and faults, counters and the journal. */
  reset(): void
}

/** The options of a drill, all optional. */
export interface DrillOptions {
  /** Names of the cases to run; all by default. `bedrock-local drill --list` prints them. */
  only?: readonly string[]
  /** Names of cases to skip. */
  skip?: readonly string[]
  /** How long one run may take, in milliseconds; 30,000 by default. */
  timeoutMs?: number
  /** How many cases run at the same time; 1 by default. */
  concurrency?: number
}

/** A running server. Its fixtures and faults apply to all sessions, and its journal contains all calls. */
export interface Bedrock extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** What happens when no fixture matches; can be changed at any time. */
  mode: Mode
  /** The variables that point an AWS SDK, or a child process, here. */
  readonly env: Readonly<Record<string, string>>
  readonly clientConfig: ClientConfig
  readonly fixtures: Fixtures
  readonly faults: FaultRules
  readonly journal: Calls
  readonly clock: ServerClock
  /** Isolated state for clients created with the session's `env` or `clientConfig`, so that concurrent tests can share a server. */
  session(name?: string): BedrockSession
  /**
   * Runs a function or a command once without failures and then once per case, each with a different failure, and judges
   * how it copes. Each run has a separate session, so a function must use the `clientConfig` or `env` that it gets; a
   * command gets the variables automatically.
   */
  drill(target: DrilledFunction | readonly string[], options?: DrillOptions): Promise<DrillReport>
  /** Clears added fixtures and faults, counters and the journal in every session; files stay. */
  reset(): void
  /** Waits up to `grace` milliseconds for open calls, then stops. */
  close(): Promise<void>
}
