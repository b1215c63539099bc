// A pattern is a list of character codes and these two, which no character has.
export const ANY = -1
export const ONE = -2

/** The codes of a pattern in which `*` stands for any text and `?` for one character. */
export const wildcardsOf = (pattern: string): number[] =>
  Array.from({ length: pattern.length }, (_, at) => {
    const code = pattern.charCodeAt(at)
    return code === STAR ? ANY : code === QUESTION_MARK ? ONE : code
  })

const STAR = 42
const QUESTION_MARK = 63

/** The two-pointer match: no backtracking beyond the last star, for any pattern. */
export function fitsWildcards(pattern: readonly number[], value: string): boolean {
  let p = 0
  let star = -1
  let mark = 0
  for (let v = 0; v < value.length;) {
    const want = pattern[p]
    if (want === ANY) {
      star = p++
      mark = v
    } else if (want === ONE || (want !== undefined && want === value.charCodeAt(v))) {
      p += 1
      v += 1
    } else if (star >= 0) {
      p = star + 1
      v = mark += 1
    } else return false
  }
  while (pattern[p] === ANY) p += 1
  return p === pattern.length
}
