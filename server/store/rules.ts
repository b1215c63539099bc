import { Anchors } from './anchors.ts'
import { operationFits, modelFits } from './match.ts'
import type { Rule } from './rule.ts'
import type { View } from './view.ts'

/** Rules that share operation and model with a call, ready to be asked for its prompt. */
interface Plan {
  /** Where in the order of all rules each of these stands. */
  places: readonly number[]
  /** Those that pin no text: to be looked at one by one. */
  free: readonly number[]
  equal: ReadonlyMap<string, number[]>
  /** Of those texts: a long prompt is not hashed unless one is as long. */
  lengths: ReadonlySet<number>
  anchors: Anchors | undefined
}

/** Of each operation. */
const MOST_PLANS = 500

/** Who comes first when several match; `undefined` where only the path decides. */
export function rank(a: Rule, b: Rule): number {
  return b.priority - a.priority || b.fields - a.fields || b.folder - a.folder
}

/** Rules in the order in which they answer, indexed by operation, model and pinned text. */
export class Rules {
  readonly all: readonly Rule[]
  /** By operation, then by the model as it was named. */
  #plans = new Map<string, Map<string | undefined, Plan>>()

  constructor(rules: readonly Rule[]) {
    this.all = rules.toSorted(
      (a, b) => rank(a, b) || (a.file < b.file ? -1 : a.file > b.file ? 1 : 0),
    )
  }

  /** The rules that may match, best first: operation and model fit, and a pinned text occurs in the prompt. */
  candidates(view: View): Candidates {
    if (this.all.length === 0) return NONE
    const { free, equal, lengths, anchors } = this.#plan(view)
    const hits = view.kind === undefined ? NOWHERE : (anchors?.find(view.prompt) ?? NOWHERE)
    const same = sameAs(view, equal, lengths)
    const pinned = same === undefined ? hits : [...hits, ...same].toSorted((a, b) => a - b)
    return new Candidates(this.all, free, pinned)
  }

  #plan(view: View): Plan {
    const { operation } = view.call
    let plans = this.#plans.get(operation.name)
    if (plans === undefined) this.#plans.set(operation.name, (plans = new Map()))
    const sent = view.model?.sent
    let plan = plans.get(sent)
    if (plan === undefined) {
      if (plans.size >= MOST_PLANS) plans.clear()
      plans.set(sent, (plan = this.#makePlan(view)))
    }
    return plan
  }

  #makePlan(view: View): Plan {
    // Thousands of rules share a few lists of globs.
    const verdicts = new Map<string, boolean>()
    const places: number[] = []
    for (const [place, rule] of this.all.entries()) {
      if (!operationFits(rule, view.call.operation.name)) continue
      const globs = rule.models.map(({ text }) => text).join(' ')
      let fits = verdicts.get(globs)
      if (fits === undefined) verdicts.set(globs, (fits = modelFits(rule, view)))
      if (fits) places.push(place)
    }
    for (const plans of this.#plans.values())
      for (const known of plans.values()) if (sameNumbers(known.places, places)) return known
    return this.#index(places)
  }

  #index(places: readonly number[]): Plan {
    const free: number[] = []
    const equal = new Map<string, number[]>()
    const sought: [string, number][] = []
    for (const place of places) {
      const anchor = this.all[place]?.prompt?.anchor
      if (anchor === undefined) free.push(place)
      else if (anchor.kind === 'contains') sought.push([anchor.text, place])
      else {
        const others = equal.get(anchor.text)
        if (others === undefined) equal.set(anchor.text, [place])
        else others.push(place)
      }
    }
    const lengths = new Set([...equal.keys()].map(({ length }) => length))
    return {
      places,
      free,
      equal,
      lengths,
      anchors: sought.length === 0 ? undefined : new Anchors(sought),
    }
  }
}

const NOWHERE: readonly number[] = []

/** Two ascending lists of places as one; no generator, which would cost every call more than the rules it asks. */
export class Candidates {
  readonly #rules: readonly Rule[]
  readonly #free: readonly number[]
  readonly #pinned: readonly number[]
  #nextFree = 0
  #nextPinned = 0

  constructor(rules: readonly Rule[], free: readonly number[], pinned: readonly number[]) {
    this.#rules = rules
    this.#free = free
    this.#pinned = pinned
  }

  /** Undefined after the last one. */
  next(): Rule | undefined {
    const free = this.#free[this.#nextFree]
    const pinned = this.#pinned[this.#nextPinned]
    if (pinned !== undefined && (free === undefined || pinned <= free)) {
      this.#nextPinned++
      return this.#rules[pinned]
    }
    if (free === undefined) return undefined
    this.#nextFree++
    return this.#rules[free]
  }
}

const NONE = new Candidates([], NOWHERE, NOWHERE)

function sameAs({ kind, prompt }: View, equal: Plan['equal'], lengths: Plan['lengths']) {
  return kind === undefined || !lengths.has(prompt.length) ? undefined : equal.get(prompt)
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at])
}
