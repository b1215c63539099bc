import type { Paint } from '../../text/colours.ts'
import type { CaseReport, DrillReport } from '../types.ts'

const WIDTHS = [17, 10, 22, 6, 9] as const

export const tableHead = (): string => line(['case', 'attempts', 'waits', 'exit', 'time'], 'result')

/** One line per case, so that it can be shown as soon as the case has ended. */
export function tableRow(report: CaseReport, paint: Paint): string {
  const { name, skipped, attempts, waitsMs, exitCode, timedOut, ms, findings } = report
  if (skipped !== undefined)
    return line([name, '', '', '', ''], paint('grey', `skipped: ${skipped}`))
  const result =
    findings.length === 0
      ? paint('green', 'ok')
      : paint('red', findings.map(({ kind }) => kind).join(', '))
  const exit = timedOut ? '-' : String(exitCode)
  return line([name, String(attempts), waits(waitsMs), exit, seconds(ms)], result)
}

/** Advice for the findings, without duplicates, with the cases that it applies to. */
export function tableAdvice({ cases }: DrillReport): string[] {
  const byAdvice = new Map<string, string[]>()
  for (const { name, findings } of cases) {
    for (const { advice } of findings) byAdvice.set(advice, [...(byAdvice.get(advice) ?? []), name])
  }
  return [...byAdvice].map(([advice, names]) => `${names.join(', ')}: ${advice}`)
}

/** `18 of 22 cases passed, 1 was skipped.` */
export function tableTotals({ cases }: DrillReport): string {
  const run = cases.filter(({ skipped }) => skipped === undefined)
  const passed = run.filter(({ findings }) => findings.length === 0).length
  const skipped = cases.length - run.length
  const left = skipped === 0 ? '' : `, ${skipped} ${skipped === 1 ? 'was' : 'were'} skipped`
  return `${passed} of ${run.length} case${run.length === 1 ? '' : 's'} passed${left}.`
}

function line(cells: readonly string[], last: string): string {
  return `${WIDTHS.map((width, at) => (cells[at] ?? '').padEnd(width)).join('')}${last}`.trimEnd()
}

const MAX_WAITS = 3

function waits(waitsMs: readonly number[]): string {
  const shown = waitsMs.slice(0, MAX_WAITS).join(', ')
  if (shown === '') return ''
  return `${shown}${waitsMs.length > MAX_WAITS ? ', ...' : ''} ms`
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`
