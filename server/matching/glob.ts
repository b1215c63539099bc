/** A glob over ids: `*` stands for any text, `?` for one character. Linear enough: ids are short. */
export interface Glob {
  text: string
  test(value: string): boolean
}

const compiled = new Map<string, Glob>()

/** Compiled once for each distinct text: thousands of fixtures share a few. */
export function glob(text: string): Glob {
  let known = compiled.get(text)
  if (known === undefined) {
    known = {
      text,
      test: /[*?]/.test(text) ? (value) => wild(text, value) : (value) => value === text,
    }
    compiled.set(text, known)
  }
  return known
}

/** The two-pointer match: no backtracking beyond the last star, whatever the pattern. */
function wild(pattern: string, value: string): boolean {
  let p = 0
  let star = -1
  let mark = 0
  for (let v = 0; v < value.length;) {
    const want = pattern[p]
    if (want === '*') {
      star = p++
      mark = v
    } else if (want === '?' || (want !== undefined && want === value[v])) {
      p += 1
      v += 1
    } else if (star >= 0) {
      p = star + 1
      v = mark += 1
    } else return false
  }
  while (pattern[p] === '*') p += 1
  return p === pattern.length
}
