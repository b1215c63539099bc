import type { ErrorName } from '../aws/errors.ts'
import type { Disturbance, FixtureMatch } from './fixture.ts'

/** What goes wrong on purpose. Rules match like fixtures; of several that match, the first that strikes decides. */
export interface Fault extends Disturbance {
  /** Shown in the journal; made from the rule when left out. */
  name?: string
  /** Which calls; none given matches every call. */
  match?: FixtureMatch
  /** The error to answer with: its name, or more. With `afterEvents` it comes as an exception in mid-stream. */
  error?:
    | ErrorName
    | {
        type: ErrorName
        /** AWS's usual text when left out. */
        message?: string
        /** In streams: as an exception frame after so many events. Other operations answer the error at once. */
        afterEvents?: number
        originalStatusCode?: number
        originalMessage?: string
        resourceName?: string
      }
  /** Strikes so many times, for each session; then never again. */
  times?: number
  /** Strikes every nth matching call. */
  every?: number
  /** Strikes with this probability; the same `seed` strikes the same calls. */
  probability?: number
}

/** A fault that was added. */
export interface AddedFault {
  readonly name: string
  /** How often it struck. */
  readonly struck: number
  /** Takes it away. */
  remove(): void
}

/** What goes wrong on purpose. */
export interface FaultRules {
  /** Adds a rule, until it is removed or the session is reset; of several the newest is asked first. */
  add(fault: Fault): AddedFault
  /** Takes away what was added here; the config's rules stay. */
  clear(): void
}

/** The server's time, by which quotas are filled and models become ready. */
export interface ServerClock {
  /** Moves it on by so many milliseconds: nobody has to wait for a minute to pass. */
  advance(ms: number): void
}
