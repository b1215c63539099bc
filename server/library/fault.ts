import type { ErrorName } from '../aws/errors.ts'
import type { GuardrailVerdicts } from './guardrail.ts'
import type { Disturbance, FixtureMatch } from './fixture.ts'

/** A fault rule. Rules match like fixtures; the first one that applies decides. */
export interface Fault extends Disturbance {
  /** Shown in the journal; derived from the rule by default. */
  name?: string
  /** Which calls are affected; all by default. */
  match?: FixtureMatch
  /** The error to answer with, as a name or an object. With `afterEvents` it is an exception mid-stream. */
  error?:
    | ErrorName
    | {
        type: ErrorName
        /** AWS's usual message by default. */
        message?: string
        /** In streams: the number of events before the exception frame. Other operations fail at once. */
        afterEvents?: number
        originalStatusCode?: number
        originalMessage?: string
        resourceName?: string
      }
  /** The verdict of the request's guardrail; only calls that name one are affected. */
  guardrail?: GuardrailVerdicts
  /** The number of calls to affect, per session. */
  times?: number
  /** Affects every nth matching call. */
  every?: number
  /** The probability of affecting a call; the same `seed` picks the same calls. */
  probability?: number
}

/** An added fault. */
export interface AddedFault {
  readonly name: string
  /** How many calls it affected. */
  readonly struck: number
  /** Removes the rule. */
  remove(): void
}

/** The fault rules of a server or session. */
export interface FaultRules {
  /** Adds a rule until it is removed or the session is reset. Newer rules take precedence. */
  add(fault: Fault): AddedFault
  /** Removes added rules; rules from the config stay. */
  clear(): void
}

/** The server's clock, for quotas and models that are still loading. */
export interface ServerClock {
  /** Moves the clock forward, so that a test does not have to wait for a minute to pass. */
  advance(ms: number): void
}
