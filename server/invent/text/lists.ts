import { capital } from './short-texts.ts'
import type { AnswerSubject } from './subject.ts'

const NUMBERS = 'zero one two three four five six seven eight nine ten'.split(' ')
const USUAL_ITEMS = 3
const MAX_ITEMS = 50
const ASKING =
  /^(?:(?:(?:create|make|write|generate|provide|give me)(?: me)? )?a list of|list|name|suggest|enumerate|give me) /i
const FORM =
  / (?:as|in|with) (?:an? )?(?:[\w-]+ )?(?:bullet(?:ed|s)?(?: points?| list)?|list|table)$/i

function countOf(text = ''): number {
  const spelled = NUMBERS.indexOf(text.toLowerCase())
  return Math.min(spelled > 0 ? spelled : Number.parseInt(text, 10) || USUAL_ITEMS, MAX_ITEMS)
}

/** `three cities` as 3 and `cities`. The count is 3 if there is none. */
export function counted(topic: string): { count: number; about: string } {
  const [whole, first = ''] = /^(?:the )?(\d+|[a-z]+) (?=(?:\S+ )?\S+s\b)/i.exec(topic) ?? ['']
  const isNumber = NUMBERS.includes(first.toLowerCase()) || /^\d/.test(first)
  return isNumber
    ? { count: countOf(first), about: topic.slice(whole.length) }
    : { count: USUAL_ITEMS, about: topic }
}

export function list([, count]: RegExpExecArray, { topic, request }: AnswerSubject): string {
  const { about } = counted(topic.replace(FORM, '').replace(ASKING, ''))
  const bullets = /\bbullet/i.test(request)
  const line = (nth: number): string =>
    `${bullets ? '-' : `${nth}.`} ${capital(about)}: invented example ${nth}`
  return Array.from({ length: countOf(count) }, (_, at) => line(at + 1)).join('\n')
}
