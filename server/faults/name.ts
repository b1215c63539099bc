import type { WrittenAction } from './action.ts'
import type { BreakPoint } from './disturbance.ts'

/** A short description for rules without a name. */
export function nameOf(fault: WrittenAction): string {
  const { error, cut, reset, stall, refuse, corrupt, delayMs, betweenMs, byteMs, guardrail } = fault
  const words: string[] = []
  if (typeof error === 'string') words.push(error)
  else if (error !== undefined) words.push(`${error.type}${after(error.afterEvents)}`)
  if (refuse === true) words.push('refused')
  if (cut === true) words.push('cut')
  else if (typeof cut === 'object') words.push(`cut${at(cut)}`)
  if (reset === true) words.push('reset')
  else if (typeof reset === 'object') words.push(`reset${at(reset)}`)
  if (stall === true) words.push('stalled')
  else if (typeof stall === 'object')
    words.push(
      `stalled${after(stall.afterEvents)}${stall.forMs === undefined ? '' : ` for ${stall.forMs} ms`}`,
    )
  if (corrupt !== undefined) words.push(`event ${corrupt} corrupt`)
  for (const side of ['input', 'output'] as const) {
    const verdict = guardrail?.[side]
    if (verdict !== undefined)
      words.push(`guardrail ${side} ${typeof verdict === 'string' ? verdict : 'assessed'}`)
  }
  if (delayMs !== undefined) words.push(`${delayMs} ms late`)
  if (betweenMs !== undefined) words.push(`${betweenMs} ms between events`)
  if (byteMs !== undefined) words.push(`${byteMs} ms a byte`)
  return words.join(', ')
}

const at = ({ inEvent, afterEvents }: BreakPoint) =>
  inEvent === undefined ? after(afterEvents) : ` in event ${inEvent}`

const after = (events: number | undefined) =>
  events === undefined ? '' : ` after ${events} event${events === 1 ? '' : 's'}`
