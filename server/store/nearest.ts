import type { Miss } from '../bedrock/types.ts'
import { distance, reasons } from './match.ts'
import type { Rule } from './rule.ts'
import type { View } from './view.ts'

/** Something that nearly answered. */
export interface Near {
  fixture: string
  distance: number
  /** Worded only for the closest. */
  reasons(): string[]
}

/** So many are compared in full; of more, those that share the rarest words with the prompt. */
const MOST_COMPARED = 128
/** A word that so many share tells nothing. */
const COMMON = 400
const MOST_WORDS = 120

/** The rules by the words of the prompts that they look for. Made when a call first finds no answer. */
export class Nearest {
  readonly #rules: readonly Rule[]
  #words: Map<string, Rule[]> | undefined
  #wordless: Rule[] = []

  constructor(rules: readonly Rule[]) {
    this.#rules = rules
  }

  /** The closest rules, in no order. */
  near(view: View): Near[] {
    return this.#candidates(view).map((rule) => ({
      fixture: rule.name,
      distance: distance(rule, view),
      reasons: () => reasons(rule, view),
    }))
  }

  #candidates(view: View): readonly Rule[] {
    if (this.#rules.length <= MOST_COMPARED) return this.#rules
    this.#words ??= this.#index()
    const shared = new Map<Rule, number>()
    for (const word of wordsOf(view.prompt.slice(0, 8_192), MOST_WORDS)) {
      for (const rule of this.#words.get(word) ?? []) shared.set(rule, (shared.get(rule) ?? 0) + 1)
    }
    const likely = [...shared].toSorted(([, a], [, b]) => b - a).slice(0, MOST_COMPARED / 2)
    const found = [...likely.map(([rule]) => rule), ...this.#wordless.slice(0, MOST_COMPARED / 2)]
    return found.length > 0 ? found : this.#rules.slice(0, MOST_COMPARED)
  }

  #index(): Map<string, Rule[]> {
    const words = new Map<string, Rule[]>()
    for (const rule of this.#rules) {
      const anchor = rule.prompt?.anchor?.text
      if (anchor === undefined) {
        this.#wordless.push(rule)
        continue
      }
      for (const word of wordsOf(anchor, 24)) {
        const others = words.get(word)
        if (others === undefined) words.set(word, [rule])
        else if (others.length <= COMMON) others.push(rule)
      }
    }
    for (const [word, rules] of words) if (rules.length > COMMON) words.delete(word)
    return words
  }
}

/** The distinct words of a text, in lower case. */
function wordsOf(text: string, most: number): Set<string> {
  const words = new Set<string>()
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
    words.add(word)
    if (words.size === most) break
  }
  return words
}

/** The closest few, with the differences in words. */
export function closest(near: readonly Near[], most: number): Miss[] {
  return near
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ fixture, reasons: differences }) => ({ fixture, reasons: differences() }))
}
