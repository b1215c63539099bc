/** A word shared by more texts than this is ignored. */
const COMMON = 400
/** The maximum number of postings to read for one text, rarest words first. */
const MAX_LOOKED = 4_000

/** Finds texts that share words with a given text, in bounded time. */
export class WordIndex<T> {
  readonly #byWord = new Map<string, T[]>()

  add(item: T, words: Iterable<string>): void {
    for (const word of words) {
      const others = this.#byWord.get(word)
      if (others === undefined) this.#byWord.set(word, [item])
      else if (others.length <= COMMON) others.push(item)
    }
  }

  /** Those that share the most words; rare words count for more. */
  likely(words: Iterable<string>, max: number): T[] {
    const lists: T[][] = []
    for (const word of words) {
      const items = this.#byWord.get(word)
      if (items !== undefined && items.length <= COMMON) lists.push(items)
    }
    const scores = new Map<T, number>()
    let left = MAX_LOOKED
    for (const items of lists.toSorted((a, b) => a.length - b.length)) {
      if ((left -= items.length) < 0) break
      const worth = 1 / Math.log2(items.length + 1)
      for (const item of items) scores.set(item, (scores.get(item) ?? 0) + worth)
    }
    return [...scores]
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, max)
      .map(([item]) => item)
  }
}
