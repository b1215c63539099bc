import type { JournalFilter } from '../journal/filter.ts'
import type { Saved, SaveOptions } from '../journal/save.ts'
import type { Expectation } from '../journal/verify.ts'
import type { Mode } from '../settings/settings.ts'
import type { Listed } from '../store/store.ts'
import type { FaultRules, ServerClock } from './fault.ts'
import type { Fixture } from './fixture.ts'
import type { Exchange } from '../journal/types.ts'

/** A fixture that was added. */
export interface AddedFixture {
  /** The name it was given, or a made one. */
  readonly name: string
  /** How often it answered. */
  readonly calls: number
  /** Takes it away; streams that it feeds go on to their end. */
  remove(): void
}

/** The fixtures that answer. */
export interface Fixtures {
  /** Adds one that answers before those of the folders, until it is removed or the session is reset; of equal ones the newest answers. */
  add(fixture: Fixture): AddedFixture
  /** Those that were added, then those of the folders. */
  list(): Listed[]
  /** Names of those that never answered. */
  unused(): string[]
}

/** What was called, and how it was answered. */
export interface Calls {
  /** Oldest first. */
  list(filter?: JournalFilter): Exchange[]
  /** Throws an error that lists what did come, unless what was expected came: at least once, where no `times` are given. */
  verify(expectation: Expectation): Exchange[]
  /** Calls back with each exchange as it ends; returns what stops it. */
  follow(follower: (exchange: Exchange) => void): () => void
  /** Forgets them. */
  clear(): void
  /** Writes exchanges as fixtures into the last folder of fixtures, or another one. */
  save(exchanges: readonly Exchange[], options?: SaveOptions & { folder?: string }): Saved[]
}

/** What an AWS SDK client for JavaScript is made with: `new BedrockRuntimeClient(server.clientConfig)`. */
export interface ClientConfig {
  readonly endpoint: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/** One client's own world on a server: its added fixtures, counters, sequences and journal. Files are shared. */
export interface BedrockSession {
  /** Also the access key id that tells its clients' calls from others'. */
  readonly name: string
  /** The variables that point an AWS SDK, or a child process, here. */
  readonly env: Readonly<Record<string, string>>
  readonly clientConfig: ClientConfig
  /** For this session's clients alone. */
  readonly fixtures: Fixtures
  /** For this session's clients alone. */
  readonly faults: FaultRules
  /** Of this session alone. */
  readonly journal: Calls
  /** Forgets what was added, counted and called. */
  reset(): void
}

/** A running server. What is added to it answers every client, and its journal holds all calls, whichever session they belong to. */
export interface Bedrock extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** What happens when no fixture matches; may be changed at any time. */
  mode: Mode
  /** The variables that point an AWS SDK, or a child process, here. */
  readonly env: Readonly<Record<string, string>>
  readonly clientConfig: ClientConfig
  readonly fixtures: Fixtures
  readonly faults: FaultRules
  readonly journal: Calls
  readonly clock: ServerClock
  /** A world of its own for the clients that are made with its `env` or `clientConfig`: tests that run at the same time share a server so. */
  session(name?: string): BedrockSession
  /** Forgets what was added, counted and called, in every session; the files stay. */
  reset(): void
  /** Lets open calls end, for `grace` milliseconds, then stops. */
  close(): Promise<void>
}
