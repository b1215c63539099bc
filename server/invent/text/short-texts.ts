import type { Random } from '../../random.ts'
import type { Subject } from './subject.ts'
import { isSmall, words } from '../terms.ts'

// Answers of a word or a line.

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export function keyword(_: RegExpExecArray, { topic }: Subject): string {
  const found = words(topic).filter(
    (word) => !isSmall(word) && !/^(?:word|answer|one|single)$/.test(word),
  )
  return capital(found.at(-1) ?? 'Yes')
}

const OPERATIONS: Record<string, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  plus: (a, b) => a + b,
  '-': (a, b) => a - b,
  minus: (a, b) => a - b,
  '*': (a, b) => a * b,
  x: (a, b) => a * b,
  '×': (a, b) => a * b,
  times: (a, b) => a * b,
  '/': (a, b) => a / b,
  '÷': (a, b) => a / b,
  '% of': (a, b) => (a / 100) * b,
}

export function sum([, a = '', sign = '', b = '']: RegExpExecArray): string | undefined {
  const value = OPERATIONS[sign.toLowerCase()]?.(Number(a), Number(b))
  if (value === undefined || !Number.isFinite(value)) return undefined
  return `${a}${sign === '% of' ? '' : ' '}${sign} ${b} = ${Number(value.toPrecision(12))}`
}

const MOODS: readonly (readonly [said: RegExp, mood: RegExp])[] = [
  [
    /\b(?:love|great|good|excellent|happy|wonderful|best|amazing|enjoy\w*)\b/i,
    /^(?:positive|happy|good|yes)$/i,
  ],
  [
    /\b(?:hate|bad|terrible|awful|worst|sad|broken|poor|angry|disappoint\w*)\b/i,
    /^(?:negative|unhappy|bad|no)$/i,
  ],
]

export function option(
  [, named = '']: RegExpExecArray,
  { text }: Subject,
  random: Random,
): string | undefined {
  const options = named.match(/[\w-]+/g)?.filter((each) => !/^(?:or|and)$/i.test(each)) ?? []
  const mood = MOODS.find(([said]) => said.test(text.slice(0, 4000)))?.[1]
  return options.find((each) => mood?.test(each)) ?? options[random.int(options.length || 1)]
}

/** A prompt that shows how, line by line, and ends where the next answer goes: one of those that it shows. */
export function completion(
  [, label = '']: RegExpExecArray,
  { text }: Subject,
  random: Random,
): string | undefined {
  const shown: string[] = []
  for (const line of text.split('\n'))
    if (line.startsWith(`${label}: `)) shown.push(line.slice(label.length + 2).trim())
  const asked = text.slice(text.lastIndexOf('\n\n') + 1)
  const mood = MOODS.find(([said]) => said.test(asked))?.[1]
  return shown.find((each) => mood?.test(each)) ?? shown[random.int(shown.length || 1)]
}

export function echo([, a, b, c]: RegExpExecArray): string | undefined {
  return (a ?? b ?? c)?.replace(/(?:,? (?:please|and nothing else|in one word|only))+$/i, '')
}

export function number(
  [, low = '1', high = '10']: RegExpExecArray,
  _: Subject,
  random: Random,
): string {
  const [from, to] = [Math.min(+low, +high), Math.max(+low, +high)]
  return String(from + random.int(to - from + 1))
}
