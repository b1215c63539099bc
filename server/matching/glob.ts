import { fitsWildcards, wildcardsOf } from '../text/wildcards.ts'

/** A glob over ids: `*` matches any text, `?` one character. Close to linear, because ids are short. */
export interface Glob {
  text: string
  test(value: string): boolean
}

const MAX_KEPT = 1_000
const compiled = new Map<string, Glob>()

/** Compiled once per distinct text, because thousands of fixtures share a few. */
export function glob(text: string): Glob {
  let known = compiled.get(text)
  if (known === undefined) {
    const pattern = wildcardsOf(text)
    known = {
      text,
      test: /[*?]/.test(text)
        ? (value) => fitsWildcards(pattern, value)
        : (value) => value === text,
    }
    // Every journal filter may add a new text.
    if (compiled.size >= MAX_KEPT) compiled.clear()
    compiled.set(text, known)
  }
  return known
}

/** Whether one matches everything that the other matches; false if uncertain. */
export const coversGlob = (wide: Glob, { text }: Glob): boolean =>
  wide.text === text || (!wide.text.includes('?') && wide.test(text))
