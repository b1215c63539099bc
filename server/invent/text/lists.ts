import { MAKER } from '../samples.ts'
import { capital } from './short-texts.ts'
import type { Subject } from './subject.ts'

const NUMBERS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
]
const MOST_ITEMS = 50
const FORM =
  / (?:as|in|with) (?:an? )?(?:[\w-]+ )?(?:bullet(?:ed|s)?(?: points?| list)?|list|table)$/i

function countOf(asked = ''): number {
  const spelled = NUMBERS.indexOf(asked.toLowerCase())
  return Math.min(spelled > 0 ? spelled : Number.parseInt(asked, 10) || 3, MOST_ITEMS)
}

/** `three cities` as 3 and `cities`; 3 of what is not counted. */
export function counted(topic: string): { count: number; about: string } {
  const [whole, first = ''] = /^(?:the )?(\d+|[a-z]+) (?=(?:\S+ )?\S+s\b)/i.exec(topic) ?? ['']
  const isNumber = NUMBERS.includes(first.toLowerCase()) || /^\d/.test(first)
  return isNumber
    ? { count: countOf(first), about: topic.slice(whole.length) }
    : { count: 3, about: topic }
}

function lines(count: number, line: (nth: number) => string): string {
  return Array.from({ length: count }, (_, at) => line(at + 1)).join('\n')
}

export function list([, asked]: RegExpExecArray, { topic, request }: Subject): string {
  const { about } = counted(
    topic
      .replace(FORM, '')
      .replace(
        /^(?:(?:(?:create|make|write|generate|provide|give me)(?: me)? )?a list of|list|name|suggest|enumerate|give me) /i,
        '',
      ),
  )
  const bullets = /\bbullet/i.test(request)
  return lines(
    countOf(asked),
    (nth) => `${bullets ? '-' : `${nth}.`} ${capital(about)}: invented example ${nth}`,
  )
}

export function steps(_: RegExpExecArray, { topic }: Subject): string {
  const what = topic.replace(/^how (?:do|can|should|would) (?:i|you|we|one) |^how to /i, '')
  return lines(3, (nth) => `${nth}. ${capital(what)}: invented step ${nth}`)
}

const row = (nth: number): string => `| invented aspect ${nth} | invented | invented |`

export function table(_: RegExpExecArray, { topic }: Subject): string {
  const [, first, second] = /^compare (.+?) (?:and|with|to|vs\.?) (.+)$/i.exec(
    topic.replace(FORM, ''),
  ) ?? [undefined, 'First', 'Second']
  return `| | ${first} | ${second} |\n|---|---|---|\n${lines(3, row)}\n\n(Invented by ${MAKER}.)`
}
