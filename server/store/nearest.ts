import type { Miss } from '../bedrock/types.ts'
import { distance, reasons } from './match.ts'
import type { Rule } from './rule.ts'
import { wordsOf } from './text.ts'
import type { View } from './view.ts'
import { WordIndex } from './word-index.ts'

/** Something that nearly answered. */
export interface Near {
  fixture: string
  distance: number
  /** Worded only for the closest. */
  reasons(): string[]
}

/** So many are compared in full; of more, those that share the rarest words with the prompt. */
const MOST_COMPARED = 64
const MOST_WORDS = 500
/** Of a long prompt only so much is looked at, half of it from the end. */
const LOOKED = 4_096

/** The rules by the words of the prompts that they look for. Made when a call first finds no answer. */
export class Nearest {
  readonly #rules: readonly Rule[]
  #words: WordIndex<Rule> | undefined
  #wordless: Rule[] = []

  constructor(rules: readonly Rule[]) {
    this.#rules = rules
  }

  /** The closest rules, in no order. */
  near(view: View): Near[] {
    if (this.#rules.length === 0) return []
    const excerpt = excerptOf(view.prompt)
    const words = wordsOf(excerpt, MOST_WORDS)
    return this.#candidates(words).map((rule) => ({
      fixture: rule.name,
      distance: distance(rule, view, { excerpt, words }),
      reasons: () => reasons(rule, view),
    }))
  }

  #candidates(words: ReadonlySet<string>): readonly Rule[] {
    if (this.#rules.length <= MOST_COMPARED) return this.#rules
    this.#words ??= this.#index()
    const likely = this.#words.likely(words, MOST_COMPARED / 2)
    const found = [...likely, ...this.#wordless.slice(0, MOST_COMPARED / 2)]
    return found.length > 0 ? found : this.#rules.slice(0, MOST_COMPARED)
  }

  #index(): WordIndex<Rule> {
    const index = new WordIndex<Rule>()
    for (const rule of this.#rules) {
      const words = rule.prompt?.words ?? []
      if (words.length === 0) this.#wordless.push(rule)
      index.add(rule, words)
    }
    return index
  }
}

/** The beginning and the end of a long text. */
export function excerptOf(prompt: string): string {
  if (prompt.length <= 2 * LOOKED) return prompt
  return `${prompt.slice(0, LOOKED / 2)} ${prompt.slice(-LOOKED / 2)}`
}

/** So near that somebody may have meant it: half the words of a prompt, another model, one wrong value. */
export const NEARBY = 2

/** The closest few, with the differences in words. */
export function closest(near: readonly Near[], most: number, within = Infinity): Miss[] {
  return near
    .filter(({ distance: far }) => far <= within)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ fixture, reasons: differences }) => ({ fixture, reasons: differences() }))
}
