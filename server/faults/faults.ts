import { AwsError } from '../aws/errors.ts'
import type { Call } from '../bedrock/types.ts'
import { slot } from '../sessions.ts'
import type { Session } from '../sessions.ts'
import { onlyDelays } from './action.ts'
import { disturb } from './apply.ts'
import { collected } from './collect.ts'
import { FAULT_HEADER, faultOfHeader } from './header.ts'
import { compileFault, fits } from './rule.ts'
import type { FaultRule, WrittenFault } from './rule.ts'
import { newProgress, strikes } from './strike.ts'
import type { Progress } from './strike.ts'
import type { Answer, Strike, Struck } from '../bedrock/answer.ts'
import type { Wire } from '../bedrock/wire.ts'
import { withPatterns } from '../shape/patterns.ts'

/** A rule as listed by the API. */
export interface ListedFault {
  id: string
  name: string
  /** Rules from the config cannot be removed. */
  from: 'config' | 'added'
  /** The session it was added to; `*` for all sessions. */
  session?: string
  /** How often it struck, in all sessions. */
  struck: number
  rule: WrittenFault
}

export interface AddedFault {
  readonly id: string
  readonly name: string
  /** How often it struck. */
  readonly struck: number
  remove(): void
}

export interface FaultsOptions {
  seed: number
  /** The config's rules. */
  rules: readonly FaultRule[]
}

interface Held {
  id: string
  rule: FaultRule
  /** The session it was added to; absent for rules from the config. */
  session?: Session
}

// Keyed by the rule itself, so that the progress of removed rules is garbage-collected.
const progressSlot = slot(() => new WeakMap<FaultRule, Progress>())
const headersSlot = slot(() => new Map<string, { rule: FaultRule; progress: Progress }>())
/** Rules added to the session, newest first. */
const addedSlot = slot<{ rules: Held[] }>(() => ({ rules: [] }))
const MAX_HEADERS = 1_000

/** Fault injection: decides which rule strikes a call and changes the answer. */
export class Faults {
  readonly #seed: number
  readonly #config: readonly Held[]
  /** Avoids looking at sessions while none has rules. */
  #anyAdded = false
  #made = 0

  constructor({ seed, rules }: FaultsOptions) {
    this.#seed = seed
    this.#config = rules.map((rule, at) => ({ id: `config-${at + 1}`, rule }))
  }

  /** Adds a rule to a session, or to all through the shared one. Throws a TypeError with all problems. */
  add(session: Session, written: unknown): AddedFault {
    const rule = compileFault(withPatterns(written))
    const id = `fault-${++this.#made}`
    this.#anyAdded = true
    session.get(addedSlot).rules.unshift({ id, rule, session })
    return {
      id,
      name: rule.name,
      get struck() {
        return rule.struck
      },
      remove: () => void this.remove(session, id),
    }
  }

  /** Removes a rule from this session; returns false if there is none. */
  remove(session: Session, id: string): boolean {
    const added = session.get(addedSlot)
    const rest = added.rules.filter((held) => held.id !== id)
    const found = rest.length < added.rules.length
    added.rules = rest
    return found
  }

  /** Removes all rules added to this session. */
  clear(session: Session): void {
    session.get(addedSlot).rules = []
  }

  /** The rules for a session's calls, in order of precedence. */
  list(session: Session): ListedFault[] {
    const shared = session.shared?.get(addedSlot).rules ?? []
    return [...session.get(addedSlot).rules, ...shared, ...this.#config].map(
      ({ id, rule, session: to }) => ({
        id,
        name: rule.name,
        from: to === undefined ? 'config' : 'added',
        ...(to !== undefined && { session: to.name }),
        struck: rule.struck,
        rule: rule.written,
      }),
    )
  }

  /** Finds the first rule that strikes. Returns an answer if no source needs to be queried. */
  strike(call: Call): Strike | undefined {
    if (call.wantsFault !== undefined) {
      const asked = this.#asked(call, call.wantsFault)
      if (asked instanceof AwsError) return { answer: errorAnswer(asked) }
      if (asked !== undefined) return struckBy(asked)
    }
    const rule = (this.#anyAdded ? this.#added(call) : undefined) ?? this.#first(this.#config, call)
    return rule === undefined ? undefined : struckBy(rule)
  }

  #added(call: Call): FaultRule | undefined {
    const { session } = call
    const own = this.#first(session.get(addedSlot).rules, call)
    if (own !== undefined || session.shared === undefined) return own
    return this.#first(session.shared.get(addedSlot).rules, call)
  }

  #first(all: readonly Held[], call: Call): FaultRule | undefined {
    for (const { rule } of all) {
      if (fits(rule, call) && strikes(rule, this.#progress(rule, call.session))) return rule
    }
    return undefined
  }

  #progress(rule: FaultRule, session: Session): Progress {
    const kept = session.get(progressSlot)
    let progress = kept.get(rule)
    if (progress === undefined) kept.set(rule, (progress = newProgress(rule, session, this.#seed)))
    return progress
  }

  /** The rule in the call's header, if it strikes this time; an error if the header is invalid. */
  #asked(call: Call, text: string): FaultRule | AwsError | undefined {
    const known = call.session.get(headersSlot)
    // SDKs send the same id with every attempt of a call, so `times=2` counts attempts, not calls.
    const key = `${text}\n${invocationOf(call)}`
    let held = known.get(key)
    try {
      if (held === undefined) {
        const rule = faultOfHeader(text)
        held = { rule, progress: newProgress(rule, call.session, this.#seed) }
        if (known.size >= MAX_HEADERS) known.delete(known.keys().next().value ?? '')
        known.set(key, held)
      }
    } catch (thrown) {
      if (!(thrown instanceof TypeError)) throw thrown
      return new AwsError(
        'ValidationException',
        `Invalid ${FAULT_HEADER} header: ${thrown.message}`,
      )
    }
    return fits(held.rule, call) && strikes(held.rule, held.progress) ? held.rule : undefined
  }
}

function struckBy(rule: FaultRule): Strike {
  const { name, action } = rule
  rule.struck += 1
  const struck = { name, action }
  if (action.error !== undefined) return { struck, answer: errorAnswer(action.error) }
  return action.instead === undefined ? { struck } : { struck, answer: NOTHING }
}

const errorAnswer = (error: AwsError): Answer => ({ source: 'fault', kind: 'error', error })

const NOTHING: Answer = { source: 'fault', kind: 'nothing' }

/** Applies a fault to an answer. */
export function disturbed(wire: Wire, { name, action }: Struck, call?: Call): Wire | Promise<Wire> {
  const by = action.breaks?.by
  const fault = {
    name,
    changes: !onlyDelays(action),
    ...(by instanceof AwsError && { error: by }),
  }
  if (wire.body.kind !== 'flow') return { ...disturb(wire, action, call), fault }
  return collected(wire).then((whole) => ({ ...disturb(whole, action, call), fault }))
}

function invocationOf({ http }: Call): string {
  return http.headers.find(([name]) => name.toLowerCase() === 'amz-sdk-invocation-id')?.[1] ?? ''
}
