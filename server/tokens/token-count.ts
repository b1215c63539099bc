import {
  BREAK,
  CLASSES,
  DIGIT,
  joins,
  LATIN,
  MAX_LENGTH,
  LOWER,
  otherEnd,
  SIGN,
  SPACE,
  tokenEnd,
  UPPER,
  wholeEnd,
} from './token-ends.ts'

// Tokens are counted several times per request, so they are counted without finding the end of each: by a state machine
// whose states are runs of one character class and their lengths. The result equals that of `tokenEnd`.

interface State {
  /**
   * A class, or START before anything, AFTER a token of another script, CARRIAGE if only a line feed fits into a run of
   * line breaks.
   */
  run: number
  length: number
}

const START = -1
const AFTER = -2
const CARRIAGE = -3
/** Letters of one word after which each further piece is like the one before. */
const LONG_WORD = MAX_LENGTH.word + MAX_LENGTH.piece
const LF = 10
const CR = 13
// Columns of the table: the classes, and the two characters that can form one line break.
const LINE_FEED = SIGN + 1
const RETURN = SIGN + 2
const COLUMNS = 8

const classOf = (column: number): number =>
  column === LINE_FEED || column === RETURN ? BREAK : column

/** The state after one more character, and whether it begins a token. */
function follow({ run, length }: State, column: number): [State, begins: boolean] {
  const is = classOf(column)
  const longer: State = { run, length: length + 1 }
  const fresh: State = { run: is, length: 1 }
  if (run === UPPER && is === LOWER && length === 1) return [{ run: LOWER, length: 2 }, false]
  // A single space belongs to what follows it; of several, the last one does.
  if (run === SPACE && is !== SPACE) return [fresh, is === BREAK || length > 1]
  if (run === CARRIAGE && column === LINE_FEED)
    return [{ run: BREAK, length: MAX_LENGTH.space }, false]
  if (run !== is) return [fresh, true]
  switch (run) {
    case LOWER:
      if (length < LONG_WORD) return [longer, length === MAX_LENGTH.word]
      return [{ run, length: MAX_LENGTH.word + 1 }, true]
    case UPPER:
      return length < MAX_LENGTH.capitals ? [longer, false] : [fresh, true]
    case DIGIT:
      return length < MAX_LENGTH.digits ? [longer, false] : [fresh, true]
    case SIGN:
      return length < MAX_LENGTH.signs ? [longer, false] : [fresh, true]
    case SPACE:
      return length < MAX_LENGTH.space ? [longer, false] : [{ run, length: 2 }, true]
    default:
      if (length === MAX_LENGTH.space) return [fresh, true]
      return length === MAX_LENGTH.space - 1 && column === RETURN
        ? [{ run: CARRIAGE, length: MAX_LENGTH.space }, false]
        : [longer, false]
  }
}

/** All reachable states and their successors. A state is the index of its row in the table. */
function machine(): { next: Uint16Array; begins: Uint8Array } {
  const states: State[] = [...FIRST]
  const place = (state: State): number => {
    const known = states.findIndex(
      ({ run, length }) => run === state.run && length === state.length,
    )
    return (known < 0 ? states.push(state) - 1 : known) * COLUMNS
  }
  const next: number[] = []
  const begins: number[] = []
  for (const state of states)
    for (let column = 0; column < COLUMNS; column++) {
      const [following, isNew] = follow(state, column)
      next.push(place(following))
      begins.push(isNew ? 1 : 0)
    }
  return { next: Uint16Array.from(next), begins: Uint8Array.from(begins) }
}

// Space states come first, so that one comparison identifies them.
const FIRST: readonly State[] = [
  { run: START, length: 0 },
  ...Array.from({ length: MAX_LENGTH.space }, (_, at) => ({ run: SPACE, length: at + 1 })),
  { run: AFTER, length: 0 },
]
const LONE_SPACE = COLUMNS
const LAST_SPACE = MAX_LENGTH.space * COLUMNS
const AFTER_OTHER = LAST_SPACE + COLUMNS
const { next: NEXT, begins: BEGINS } = machine()
const COLUMN = CLASSES.map((is, code) => (code === LF ? LINE_FEED : code === CR ? RETURN : is))

// Longer texts are estimated from a sample.
const COUNTED_WHOLE = 16_384
const SAMPLE = 4_096

export function countText(text: string): number {
  const end = text.length > COUNTED_WHOLE ? SAMPLE : text.length
  let count = 0
  let state = 0
  let at = 0
  while (at < end) {
    const code = text.charCodeAt(at)
    if (code < LATIN) {
      const step = state + (COLUMN[code] ?? 0)
      count += BEGINS[step] ?? 0
      state = NEXT[step] ?? 0
      at++
      continue
    }
    if (!joins(text.codePointAt(at) ?? 0)) {
      if (state !== LONE_SPACE) count++
      at = otherEnd(text, at)
      state = AFTER_OTHER
    } else {
      // A combining mark belongs to the character before it, if there is one.
      const alone = state <= LAST_SPACE
      if (alone && state !== LONE_SPACE) count++
      at = alone ? tokenEnd(text, at) : wholeEnd(text, at)
      state = 0
    }
  }
  return at < text.length ? Math.ceil((count * text.length) / at) : count
}

/** The first tokens of a text: all of it if it has at most `max`. */
export function firstTokens(text: string, max: number): string {
  let at = 0
  for (let count = 0; count < max && at < text.length; count++) at = tokenEnd(text, at)
  return text.slice(0, at)
}
