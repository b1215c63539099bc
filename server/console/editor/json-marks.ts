import type { Mark } from './codemirror.ts'

const none: readonly Mark[] = []

/** The error in a text that is not JSON, where the parser stopped. */
export function jsonMarks(text: string): readonly Mark[] {
  try {
    JSON.parse(text)
    return none
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    const at = Number(/position (\d+)/.exec(message)?.[1] ?? text.length)
    const lines = text.slice(0, at).split('\n')
    const column = (lines.at(-1)?.length ?? 0) + 1
    return [{ severity: 'error', line: lines.length, column, message }]
  }
}
