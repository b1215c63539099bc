// The token estimate. Tokens are pieces of the text, much as in real tokenizers:
// a short word with the space before it, up to three digits, a pair of symbols, a CJK character.

export const LOWER = 0
export const UPPER = 1
export const DIGIT = 2
export const SPACE = 3
export const BREAK = 4
export const SIGN = 5
/** A character that is not in the class table. */
const OTHER = 6

/** Latin text never leaves the table of classes. */
export const LATIN = 0x250

/** One class for each code unit of Latin text. */
export const CLASSES: Uint8Array = new Uint8Array(LATIN).map((_, code) => {
  const char = String.fromCharCode(code)
  if (/\d/.test(char) && code < 128) return DIGIT
  if (char === ' ') return SPACE
  if (/[\t\n\v\f\r]/.test(char)) return BREAK
  if (/\p{Lu}/u.test(char)) return UPPER
  if (/\p{L}/u.test(char)) return LOWER
  return SIGN
})

/** How long the runs are that make one token. */
export const MAX_LENGTH = { word: 9, piece: 6, capitals: 4, digits: 3, signs: 2, space: 16 }

function classAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code < LATIN ? (CLASSES[code] ?? OTHER) : OTHER
}

function runEnd(text: string, at: number, of: number, max: number): number {
  const last = Math.min(text.length, at + max)
  let end = at
  while (end < last && classAt(text, end) === of) end++
  return end
}

function wordEnd(text: string, at: number): number {
  const upper = runEnd(text, at, UPPER, MAX_LENGTH.capitals)
  // `HTTP` and `Hello` are words, `getWeather` is two.
  if (upper - at > 1) return upper
  const end = runEnd(text, upper, LOWER, MAX_LENGTH.word + 1 - (upper - at))
  return end - at > MAX_LENGTH.word ? at + MAX_LENGTH.piece : end
}

/** The end of a token in another script, without combining marks. */
export function otherEnd(text: string, at: number): number {
  const code = text.codePointAt(at) ?? 0
  let end = at + (code > 0xffff ? 2 : 1)
  if (code >= 0x1f1e6 && code <= 0x1f1ff) {
    const next = text.codePointAt(end) ?? 0
    if (next >= 0x1f1e6 && next <= 0x1f1ff) end += 2
  } else if (code < 0x2000) {
    // Greek, Cyrillic, Arabic and similar scripts: about three letters per token.
    const last = Math.min(text.length, at + 3)
    while (end < last && text.charCodeAt(end) >= LATIN && text.charCodeAt(end) < 0x2000) end++
  }
  return end
}

function plainEnd(text: string, at: number): number {
  switch (classAt(text, at)) {
    case LOWER:
    case UPPER:
      return wordEnd(text, at)
    case DIGIT:
      return runEnd(text, at, DIGIT, MAX_LENGTH.digits)
    case SIGN:
      return runEnd(text, at, SIGN, MAX_LENGTH.signs)
    case BREAK:
      return breakEnd(text, at)
    case SPACE:
      return spaceEnd(text, at)
    default:
      return otherEnd(text, at)
  }
}

function breakEnd(text: string, at: number): number {
  const end = runEnd(text, at, BREAK, MAX_LENGTH.space)
  const splits = text.charCodeAt(end - 1) === 13 && text.charCodeAt(end) === 10
  return splits ? end + 1 : end
}

function spaceEnd(text: string, at: number): number {
  const end = runEnd(text, at, SPACE, MAX_LENGTH.space)
  if (end === text.length || classAt(text, end) === BREAK) return end
  // A single space belongs to the next token; of several, the last one does.
  return end - at > 1 ? end - 1 : plainEnd(text, end)
}

/** The end of the token that starts at `at`. It never lies within a character, marks included. */
export function tokenEnd(text: string, at: number): number {
  const end = plainEnd(text, at)
  const next = text.charCodeAt(end)
  return next >= 0x300 || text.charCodeAt(end - 1) >= 0x300 ? wholeEnd(text, end) : end
}

// Marks, skin tones, joiners and the letters of flags.
const EXTENDS = /\p{M}|\p{Emoji_Modifier}|[\u200C-\u200D]|[\u{E0020}-\u{E007F}]/u
const ZERO_WIDTH_JOINER = 0x200d
const TABLED = 0x3400
let extending: Uint8Array | undefined

/** Whether a character belongs to the one before it. */
export function joins(code: number): boolean {
  if (code < 0x300 || (code >= TABLED && code < 0xa000) || (code >= 0xac00 && code < 0xd7a4))
    return false
  if (code >= TABLED) return EXTENDS.test(String.fromCodePoint(code))
  extending ??= new Uint8Array(TABLED).map((_, each) =>
    (each >= 0x1160 && each < 0x1200) || EXTENDS.test(String.fromCharCode(each)) ? 1 : 0,
  )
  return extending[code] === 1
}

/** The end of what belongs to the character before `at`: marks, joiners and what they join. */
export function wholeEnd(text: string, at: number): number {
  let end = at
  let joined = text.charCodeAt(end - 1) === ZERO_WIDTH_JOINER
  while (end < text.length) {
    const code = text.codePointAt(end) ?? 0
    if (!joins(code) && !joined) break
    joined = code === ZERO_WIDTH_JOINER
    end += code > 0xffff ? 2 : 1
  }
  return end
}
