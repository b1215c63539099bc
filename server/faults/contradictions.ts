import { where } from '../shape/check.ts'
import type { Finding, Path } from '../shape/check.ts'
import type { WrittenAction } from './action.ts'

/** The members of a rule that are checked; a fixture's fault has no others. */
type Said = WrittenAction & { every?: number; probability?: number }

const given = (value: unknown): boolean => value !== undefined && value !== false

/** Members that replace the answer before its first byte. */
function atOnce({ error, cut, reset, stall, refuse }: Said): string[] {
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
function ends({ error, cut, reset, stall }: Said): [name: string, after: number][] {
  const found: [string, number][] = []
  if (typeof error === 'object' && error.afterEvents !== undefined)
    found.push(['error.afterEvents', error.afterEvents])
  for (const [name, at] of Object.entries({ cut, reset }))
    if (typeof at === 'object') found.push([name, at.afterEvents ?? (at.inEvent ?? 1) - 1])
  if (typeof stall === 'object' && stall.forMs === undefined)
    found.push(['stall', stall.afterEvents ?? 0])
  return found
}

const DOING = [
  'error',
  'delayMs',
  'betweenMs',
  'byteMs',
  'stall',
  'cut',
  'reset',
  'refuse',
  'corrupt',
  'guardrail',
]

/** Finds members of a rule that contradict each other. */
export function contradictions(fault: Said, path: Path): Finding[] {
  const rule = where(path)
  const findings: Finding[] = []
  const say = (member: string, message: string) =>
    findings.push({ path: [...path, member], message: `${rule} ${message}` })
  const first = atOnce(fault)
  const later = ends(fault)
  const [answers] = first
  if (!DOING.some((name) => given(fault[name as keyof Said]))) {
    findings.push({
      path,
      message: `${rule} does nothing; one of ${DOING.join(', ')} was expected`,
    })
  }
  if (first.length > 1) {
    say(
      first[1] ?? '',
      `has ${first.join(' and ')}, which all come before any byte; one of them was expected`,
    )
  }
  if (answers !== undefined) {
    const never = [
      ...later.map(([name]) => name),
      ...['corrupt', 'betweenMs', 'guardrail'].filter((name) => given(fault[name as keyof Said])),
      ...(answers !== 'error' && given(fault.byteMs) ? ['byteMs'] : []),
    ]
    const [hidden] = never
    if (hidden !== undefined)
      say(
        hidden.split('.')[0] ?? '',
        `has ${answers} before any byte, so ${hidden} never comes; leave one out`,
      )
  }
  if (later.length > 1) {
    const names = later.map(([name]) => name)
    say(
      names[1]?.split('.')[0] ?? '',
      `ends a stream by ${names.join(' and by ')}; one of them was expected`,
    )
  }
  const [end] = later
  if (end !== undefined && fault.corrupt !== undefined && fault.corrupt > end[1]) {
    say(
      'corrupt',
      `ends after ${end[1]} events by ${end[0]}, so event ${fault.corrupt} is never sent to be corrupt`,
    )
  }
  if (fault.every !== undefined && fault.probability !== undefined)
    say('probability', 'has every and probability; one of them was expected')
  return findings
}
