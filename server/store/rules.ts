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

const MOST_PLANS = 2_000

/** Who comes first when several match; `undefined` where only the path decides. */
export function rank(a: Rule, b: Rule): number {
  return b.priority - a.priority || b.fields - a.fields || b.folder - a.folder
}

/** Rules in the order in which they answer, indexed by operation, model and pinned text. */
export class Rules {
  readonly all: readonly Rule[]
  #plans = new Map<string, Plan>()

  constructor(rules: readonly Rule[]) {
    this.all = rules.toSorted(
      (a, b) => rank(a, b) || (a.file < b.file ? -1 : a.file > b.file ? 1 : 0),
    )
  }

  /** The rules that may match, best first: operation and model fit, and a pinned text occurs in the prompt. */
  *candidates(view: View): Iterable<Rule> {
    if (this.all.length === 0) return
    const { free, equal, lengths, anchors } = this.#plan(view)
    const hits = view.kind === undefined ? [] : (anchors?.find(view.prompt) ?? [])
    const same = sameAs(view, equal, lengths)
    const pinned = same === undefined ? hits : [...hits, ...same].toSorted((a, b) => a - b)
    let at = 0
    for (const place of free) {
      for (; at < pinned.length; at++) {
        const hit = pinned[at] ?? 0
        if (hit > place) break
        yield this.#rule(hit)
      }
      yield this.#rule(place)
    }
    for (; at < pinned.length; at++) yield this.#rule(pinned[at] ?? 0)
  }

  #rule(place: number): Rule {
    const rule = this.all[place]
    if (rule === undefined) throw new RangeError(`no rule at ${place}`)
    return rule
  }

  #plan(view: View): Plan {
    const key = `${view.call.operation.name} ${view.model?.sent ?? ''}`
    let plan = this.#plans.get(key)
    if (plan === undefined) {
      if (this.#plans.size >= MOST_PLANS) this.#plans.clear()
      this.#plans.set(key, (plan = this.#makePlan(view)))
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
    for (const known of this.#plans.values()) if (sameNumbers(known.places, places)) return known
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

function sameAs({ kind, prompt }: View, equal: Plan['equal'], lengths: Plan['lengths']) {
  return kind === undefined || !lengths.has(prompt.length) ? undefined : equal.get(prompt)
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at])
}
