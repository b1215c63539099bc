import type { Answer, Call, Miss } from '../bedrock/types.ts'
import type { Session } from '../sessions.ts'
import type { Problem } from './problem.ts'
import type { Found } from './found.ts'

export type Level = 'info' | 'warn' | 'error'

export interface StoreOptions {
  /** Later folders win. */
  folders: readonly string[]
  mode: 'mock' | 'replay' | 'record' | 'proxy'
  /** The global `--pace`: overrides what fixtures say. */
  pace?: string
  log(level: Level, message: string): void
  watch: boolean
}

/** One fixture or recording, as lists show it. */
export interface Listed {
  name: string
  kind: 'rule' | 'recording'
  file: string
  operation: string
  model: string
  /** What it matches, in words. */
  match: string
  priority: number
  /** How often it answered since it was loaded. */
  calls: number
}

/** A fixture that a test added. */
export interface Added {
  name: string
  remove(): void
  calls(): number
}

export interface Store {
  /** Everything wrong in the folders now. */
  readonly problems: readonly Problem[]
  readonly count: { fixtures: number; recordings: number }
  /** Who answers this call; changes nothing. */
  find(call: Call): Found | undefined
  /** Plays it: sequences and counters advance at once. */
  take(found: Found, call: Call): Answer
  /** The fixtures that nearly matched, closest first, each with the differences in words. */
  nearest(call: Call, most?: number): Miss[]
  /** Adds a fixture for one session. Throws an error naming what is wrong in it. */
  add(session: Session, fixture: unknown): Added
  list(): Listed[]
  /** Names of the fixtures that never answered. */
  unused(): string[]
  /** Reads everything again. */
  reload(): void
  close(): void
}
export declare function createStore(options: StoreOptions): Store
