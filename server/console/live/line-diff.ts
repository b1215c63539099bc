import { diffLines } from 'diff'

/** A line of both texts, a line of one of them, or omitted common lines. */
export interface DiffLine {
  kind: 'both' | 'added' | 'removed' | 'omitted'
  text: string
}

/** Lines around a difference. */
const CONTEXT = 4
const MAX_LINE = 2_000
const MAX_LINES = 1_000
/** Texts that differ more are not aligned: that would take minutes. */
const MAX_EDITS = 2_000

/** Two texts line by line. Common lines are only shown around differences; long lines are cut. */
export function lineDiff(a: string, b: string): DiffLine[] {
  const parts = diffLines(a, b, { maxEditLength: MAX_EDITS })
  if (parts === undefined)
    return [
      { kind: 'omitted', text: 'The texts differ too much to be compared line by line.' },
      ...part(linesIn(a), 'removed'),
      ...part(linesIn(b), 'added'),
    ]
  return parts.flatMap(({ value, added, removed }, at) => {
    const lines = linesIn(value)
    if (added) return part(lines, 'added')
    if (removed) return part(lines, 'removed')
    const before = at === 0 ? 0 : CONTEXT
    const after = at === parts.length - 1 ? 0 : CONTEXT
    if (lines.length <= before + after + 1) return shown(lines, 'both')
    return [
      ...shown(lines.slice(0, before), 'both'),
      omitted(lines.length - before - after, 'unchanged'),
      ...shown(lines.slice(lines.length - after), 'both'),
    ]
  })
}

const linesIn = (text: string) => text.replace(/\n$/, '').split('\n')

const shown = (lines: readonly string[], kind: DiffLine['kind']): DiffLine[] =>
  lines.map((text) => ({ kind, text: cut(text) }))

function part(lines: readonly string[], kind: 'added' | 'removed'): DiffLine[] {
  const more = lines.length - MAX_LINES
  const first = shown(lines.slice(0, MAX_LINES), kind)
  return more > 0 ? [...first, omitted(more, `more ${kind}`)] : first
}

const omitted = (count: number, what: string): DiffLine => ({
  kind: 'omitted',
  text: `${count.toLocaleString('en-GB')} ${what} ${count === 1 ? 'line' : 'lines'}`,
})

const cut = (line: string): string =>
  line.length > MAX_LINE
    ? `${line.slice(0, MAX_LINE)} … ${(line.length - MAX_LINE).toLocaleString('en-GB')} more characters`
    : line
