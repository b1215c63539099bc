import { where } from '../shape/check.ts'
import type { Finding, Path } from '../shape/check.ts'
import type { WrittenAction } from './action.ts'
import { disturbances } from './disturbance.ts'

/** The members of a rule that are checked; a fixture's fault has no others. */
type CheckedRule = WrittenAction & { every?: number; probability?: number }

const given = (value: unknown): boolean => value !== undefined && value !== false

/** Members that replace the answer before its first byte. */
function effectsBeforeFirstByte({ error, cut, reset, stall, refuse }: CheckedRule): string[] {
  const names: string[] = []
  if (typeof error === 'string' || (error !== undefined && error.afterEvents === undefined))
    names.push('error')
  if (refuse === true) names.push('refuse')
  if (cut === true) names.push('cut')
  if (reset === true) names.push('reset')
  if (stall === true) names.push('stall')
  return names
}

/** Where a stream ends early, by member. */
function streamEnds({ error, cut, reset, stall }: CheckedRule): [name: string, after: number][] {
  const ends: [string, number][] = []
  if (typeof error === 'object' && error.afterEvents !== undefined)
    ends.push(['error.afterEvents', error.afterEvents])
  for (const [name, at] of Object.entries({ cut, reset }))
    if (typeof at === 'object') ends.push([name, at.afterEvents ?? (at.inEvent ?? 1) - 1])
  if (typeof stall === 'object' && stall.forMs === undefined)
    ends.push(['stall', stall.afterEvents ?? 0])
  return ends
}

const EFFECTS = ['error', ...Object.keys(disturbances.members), 'guardrail']

/** Finds members of a rule that contradict each other. */
export function contradictions(fault: CheckedRule, path: Path): Finding[] {
  const rule = where(path)
  const findings: Finding[] = []
  const report = (member: string, message: string) =>
    findings.push({ path: [...path, member], message: `${rule} ${message}` })
  const first = effectsBeforeFirstByte(fault)
  const later = streamEnds(fault)
  const [answers] = first
  if (!EFFECTS.some((name) => given(fault[name as keyof CheckedRule]))) {
    findings.push({
      path,
      message: `${rule} does nothing; expected one of ${EFFECTS.join(', ')}`,
    })
  }
  if (first.length > 1) {
    report(
      first[1] ?? '',
      `has ${first.join(' and ')}, which all come before any byte; use only one of them`,
    )
  }
  if (answers !== undefined) {
    const never = [
      ...later.map(([name]) => name),
      ...['corrupt', 'betweenMs', 'guardrail'].filter((name) =>
        given(fault[name as keyof CheckedRule]),
      ),
      ...(answers !== 'error' && given(fault.byteMs) ? ['byteMs'] : []),
    ]
    const [hidden] = never
    if (hidden !== undefined)
      report(
        hidden.split('.')[0] ?? '',
        `has ${answers} before any byte, so ${hidden} never takes effect; remove one of them`,
      )
  }
  if (later.length > 1) {
    const names = later.map(([name]) => name)
    report(
      names[1]?.split('.')[0] ?? '',
      `ends a stream by ${names.join(' and by ')}; use only one of them`,
    )
  }
  const [end] = later
  if (end !== undefined && fault.corrupt !== undefined && fault.corrupt > end[1]) {
    report(
      'corrupt',
      `ends after ${end[1]} events by ${end[0]}, so event ${fault.corrupt} is never sent`,
    )
  }
  if (fault.every !== undefined && fault.probability !== undefined)
    report('probability', 'has every and probability; use only one of them')
  return findings
}
