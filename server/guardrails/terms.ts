/** Finds many words and phrases in a text at once, in any case, on word boundaries. */
export interface Terms {
  /** The terms that the text contains, as given, in the order of their first occurrence. */
  find(text: string): string[]
}

const WORD = /[\p{L}\p{M}\p{N}_]+/gu
const WORD_END = /[\p{L}\p{M}\p{N}_]/u

/** Up to this many terms are searched one by one, which is faster than examining every word. */
const FEW = 64

export function createTerms(terms: readonly string[]): Terms {
  const known = terms
    .map((term) => ({ term, folded: fold(term) }))
    .filter(({ folded }) => folded !== '')
  return known.length <= FEW ? oneByOne(known) : byFirstWord(known)
}

interface Known {
  term: string
  folded: string
}

function oneByOne(known: readonly Known[]): Terms {
  if (known.length === 0) return { find: () => [] }
  // One search for all of them, because most texts contain none.
  const any = new RegExp(
    known.map(({ folded }) => folded.replaceAll(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`)).join('|'),
  )
  return {
    find(text) {
      const folded = fold(text)
      if (!any.test(folded)) return []
      return known
        .map(({ term, folded: sought }) => ({ term, at: wordAt(folded, sought) }))
        .filter(({ at }) => at !== -1)
        .toSorted((a, b) => a.at - b.at)
        .map(({ term }) => term)
    },
  }
}

function byFirstWord(known: readonly Known[]): Terms {
  const index = new Map<string, Known[]>()
  const odd: Known[] = []
  for (const one of known) {
    const first = one.folded.match(WORD)?.[0]
    if (first === undefined || !one.folded.startsWith(first)) odd.push(one)
    else index.set(first, [...(index.get(first) ?? []), one])
  }
  const rest = oneByOne(odd)
  return {
    find(text) {
      const folded = fold(text)
      const found = new Set<string>(rest.find(text))
      for (const { 0: word, index: at } of folded.matchAll(WORD)) {
        for (const { term, folded: sought } of index.get(word) ?? []) {
          if (
            !found.has(term) &&
            folded.startsWith(sought, at) &&
            endsAt(folded, at + sought.length)
          )
            found.add(term)
        }
      }
      return [...found]
    },
  }
}

/** The position of a folded term on word boundaries; -1 if there is none. */
function wordAt(text: string, term: string): number {
  for (let at = text.indexOf(term); at !== -1; at = text.indexOf(term, at + 1)) {
    if (endsAt(text, at) && endsAt(text, at + term.length)) return at
  }
  return -1
}

/** Whether a word may begin or end here: not both sides are letters or digits. */
function endsAt(text: string, at: number): boolean {
  return !(WORD_END.test(text.charAt(at - 1)) && WORD_END.test(text.charAt(at)))
}

const BEYOND_ASCII = /[^\0-\x7f]/
const ODD_SPACE = /[\t-\r]| {2}/

/** Case and runs of white space do not count. */
export function fold(text: string): string {
  const lower = text.toLowerCase()
  if (BEYOND_ASCII.test(lower)) return lower.normalize('NFC').trim().replaceAll(/\s+/g, ' ')
  return ODD_SPACE.test(lower) ? lower.trim().replaceAll(/\s+/g, ' ') : lower.trim()
}
