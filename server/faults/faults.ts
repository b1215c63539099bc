import { AwsError } from '../aws/errors.ts'
import type { Call } from '../bedrock/types.ts'
import { slot } from '../sessions.ts'
import type { Session } from '../sessions.ts'
import { onlyDelays } from './action.ts'
import { disturb } from './apply.ts'
import { countKey, retriesOf, strikesAttempt } from './attempts.ts'
import type { Limits } from './attempts.ts'
import { collected } from './collect.ts'
import { FAULT_HEADER, faultOfHeader } from './header.ts'
import { compileFault, faultFits } from './rule.ts'
import type { FaultRule, WrittenFault } from './rule.ts'
import { randomStart } from './random-start.ts'
import { chain } from '../maybe-async.ts'
import type { State } from '../state/state.ts'
import type { Counted, FaultWant } from '../state/wants.ts'
import type { Action, Answer, Strike, Struck } from '../bedrock/answer.ts'
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

export interface AddedRule {
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
  /** Keeps count of how often they strike. */
  state: State
  /** Called with the key of a rule when it strikes. */
  struck?: ((key: string, session: string) => void) | undefined
  /** What sets the ids of this server's rules apart from those of others that share its store. */
  server?: string | undefined
}

interface Held {
  id: string
  rule: FaultRule
  /** The session it was added to; absent for rules from the config. */
  session?: Session
}

/** A rule that may strike a call, and what keeps its count. */
interface MayStrike {
  rule: FaultRule
  of: Counted
  limits: Limits
}

const headersSlot = slot(() => new Map<string, MayStrike>())
/** Rules added to the session, newest first. */
const addedSlot = slot<{ rules: Held[] }>(() => ({ rules: [] }))
const MAX_HEADERS = 1_000

/** Fault injection: decides which rule strikes a call and changes the answer. */
export class Faults {
  readonly #seed: number
  readonly #config: readonly Held[]
  readonly #state: State
  readonly #struck: FaultsOptions['struck']
  /** Avoids looking at sessions while none has rules. */
  #anyAdded = false
  readonly #server: string
  #made = 0

  constructor({ seed, rules, state, struck, server }: FaultsOptions) {
    this.#struck = struck
    this.#server = server === undefined ? '' : `${server}-`
    this.#seed = seed
    this.#state = state
    this.#config = rules.map((rule, at) => ({ id: `config-${at + 1}`, rule }))
  }

  /** Adds a rule to a session, or to all through the shared one. Throws a TypeError with all problems. */
  add(session: Session, written: unknown): AddedRule {
    const id = `fault-${this.#server}${++this.#made}`
    const rule = this.#compiled(id, withPatterns(written))
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

  /** The same rule may be added twice, and each counts for itself. */
  #compiled(id: string, written: unknown): FaultRule {
    this.#anyAdded = true
    return Object.defineProperty(compileFault(written), 'key', { value: id })
  }

  /** The rules added to a session, as plain values for another process. */
  asWritten(session: Session): { id: string; written: WrittenFault }[] {
    return session.get(addedSlot).rules.map(({ id, rule: { written } }) => ({ id, written }))
  }

  /** Gives a session the rules that another process has in it. */
  restore(session: Session, rules: ReturnType<Faults['asWritten']>): void {
    const added = session.get(addedSlot)
    const known = new Map(added.rules.map((held) => [held.id, held]))
    added.rules = rules.map(
      ({ id, written }) => known.get(id) ?? { id, rule: this.#compiled(id, written), session },
    )
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
    return this.#held(session).map(({ id, rule, session: to }) => ({
      id,
      name: rule.name,
      from: to === undefined ? 'config' : 'added',
      ...(to !== undefined && { session: to.name }),
      struck: rule.struck,
      rule: rule.written,
    }))
  }

  /** Finds the first rule that strikes. Returns an answer if no source needs to be queried. */
  strike(call: Call): Strike | undefined | Promise<Strike | undefined> {
    const { rules, refusal } = this.#mayStrike(call)
    if (refusal !== undefined) return { answer: errorAnswer(refusal) }
    const [first] = rules
    if (first === undefined) return undefined
    if (isCertain(first.limits)) return this.#strike(first.rule, call)
    return chain(this.#state.take(call, { faults: this.#wants(rules, call) }), ({ fault = -1 }) => {
      const striking = rules[fault]
      return striking && this.#strike(striking.rule, call)
    })
  }

  #strike(rule: FaultRule, { session }: Call): Strike {
    rule.struck += 1
    this.#struck?.(rule.key, session.name)
    return struckBy(rule)
  }

  /** Counts strikes in a session that another process has seen. */
  addStruck(key: string, session: Session, count: number): void {
    const held = this.#held(session).find(({ rule }) => rule.key === key)
    if (held !== undefined) held.rule.struck += count
  }

  /** What `strike` will count, and whether a fault answers the call for certain. */
  foretell(call: Call): { wants?: readonly FaultWant[]; answers: boolean } {
    const { rules, refusal } = this.#mayStrike(call)
    const [first] = rules
    if (refusal !== undefined) return { answers: true }
    if (first === undefined) return { answers: false }
    if (isCertain(first.limits)) return { answers: answersItself(first.rule.action) }
    return { wants: this.#wants(rules, call), answers: false }
  }

  /** The rules that match a call, up to the first that strikes for certain; or why its header is invalid. */
  #mayStrike(call: Call): { rules: readonly MayStrike[]; refusal?: AwsError } {
    if (call.wantsFault === undefined && !this.#anyAdded && this.#config.length === 0) return NOBODY
    const rules: MayStrike[] = []
    if (call.wantsFault !== undefined) {
      const inHeader = this.#ruleInHeader(call, call.wantsFault)
      if (inHeader instanceof AwsError) return { rules, refusal: inHeader }
      if (faultFits(inHeader.rule, call)) rules.push(...ofAttempt(inHeader, call))
      if (rules.some(({ limits }) => isCertain(limits))) return { rules }
    }
    for (const { rule } of this.#held(call.session)) {
      if (!faultFits(rule, call)) continue
      rules.push({ rule, of: rule, limits: rule.written })
      if (isCertain(rule.written)) break
    }
    return { rules }
  }

  #wants(rules: readonly MayStrike[], { session }: Call): FaultWant[] {
    return rules.map(({ rule: { written, action }, of, limits }) => {
      const { times, total, every, probability } = limits
      return {
        of,
        times,
        total,
        every,
        probability,
        ...(probability !== undefined && { random: randomStart(written, session, this.#seed) }),
        answers: answersItself(action),
      }
    })
  }

  #held(session: Session): readonly Held[] {
    if (!this.#anyAdded) return this.#config
    const shared = session.shared?.get(addedSlot).rules ?? []
    return [...session.get(addedSlot).rules, ...shared, ...this.#config]
  }

  /** The rule in the call's header; an error if the header is invalid. */
  #ruleInHeader(call: Call, text: string): MayStrike | AwsError {
    const known = call.session.get(headersSlot)
    const key = countKey(text, call)
    let held = known.get(key)
    try {
      if (held === undefined) {
        const rule = faultOfHeader(text)
        held = { rule, of: { key }, limits: rule.written }
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
    return held
  }
}

const NOBODY = { rules: [] }

/** Strikes every call that it matches, and so keeps no count. */
const isCertain = ({ times, total, every, probability }: Limits): boolean =>
  [times, total, every, probability].every((limit) => limit === undefined)

/** The rule of a header, for a client that numbers the attempts of a call: there is nothing to count. */
function ofAttempt(held: MayStrike, call: Call): readonly MayStrike[] {
  const retries = retriesOf(call)
  const strikes = retries === undefined ? undefined : strikesAttempt(held.limits, retries)
  if (strikes === undefined) return [held]
  return strikes ? [{ ...held, limits: {} }] : []
}

const answersItself = ({ error, instead }: Action): boolean =>
  error !== undefined || instead !== undefined

function struckBy({ name, action }: FaultRule): Strike {
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
