// A text is read once for the words that its kind of request cannot do without: most kinds need not be tried then.

const LETTERS = 27
const known = new Uint32Array(LETTERS ** 3)
/** A figure stands in the text. */
export const FIGURE: number = 1
/** A tag or another angle bracket does. */
export const BRACKET: number = 2
let free = 4

/** A bit for words that begin with the first three letters of any of these. */
export function clue(...beginnings: string[]): number {
  const bit = free
  free *= 2
  for (const word of beginnings) {
    let key = 0
    for (let at = 0; at < 3; at++) key = key * LETTERS + letter(word.charCodeAt(at) || 0)
    known[key] = (known[key] ?? 0) | bit
  }
  return bit
}

/** 1 to 26; 0 for what is none. */
function letter(code: number): number {
  const small = (code | 0x20) - 0x60
  return small > 0 && small < LETTERS ? small : 0
}

/** The bits of all clues in a text. */
export function cluesIn(text: string): number {
  let found = 0
  let key = 0
  let length = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const is = letter(code)
    if (is > 0) {
      if (++length <= 3) {
        key = key * LETTERS + is
        if (length === 3) found |= known[key] ?? 0
      }
      continue
    }
    if (length > 0 && length < 3)
      found |= known[length === 2 ? key * LETTERS : key * LETTERS * LETTERS] ?? 0
    key = 0
    length = 0
    if (code === 0x3c) found |= BRACKET
    else if (code >= 0x30 && code <= 0x39) found |= FIGURE
  }
  return found
}
