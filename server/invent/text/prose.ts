import { MAKER } from '../samples.ts'
import type { Random } from '../../random.ts'
import { capital } from './short-texts.ts'
import type { Subject } from './subject.ts'

const SENTENCES = [
  'It begins with @, as these things do.',
  'Nobody expected much of @ at first.',
  'Then came the part about @ that everybody remembers.',
  'There was more to @ than met the eye.',
  'Whoever looked closely at @ saw something new.',
  'By the evening @ had changed a little.',
  'Some said that @ was only a beginning.',
  'And so it went on, with @ in the middle of it all.',
] as const
const MOST_WORDS = 2000
const WRITE =
  /^(?:write|compose|draft|create|generate) (?:me )?(?:an? )?(?:[\w-]+ )*?(?:story|essay|poem|article|letter|message|blog post|blog|e-?mail|speech|song|haiku|description|text|paragraph|post|review)?(?: to [^.]{1,80}?)?(?: (?:about|on|of|for|that) |$)/i

/** What a text is about, without the words that ask for a text. */
function matter(topic: string, kind: string): string {
  return topic.replace(WRITE, '') || kind
}

export function prose(
  [kind]: RegExpExecArray,
  { topic, request }: Subject,
  random: Random,
): string {
  const asked = Number(/(\d+)[ -]words?/i.exec(request)?.[1] ?? 90)
  const about = matter(topic, kind)
  const most = Math.min(asked, MOST_WORDS)
  let text = ''
  let count = 0
  for (let at = random.int(SENTENCES.length), nth = 0; count < most; at++, nth++) {
    const sentence = (SENTENCES[at % SENTENCES.length] ?? SENTENCES[0]).replace('@', about)
    text += `${nth === 0 ? '' : at % 4 === 0 ? '\n\n' : ' '}${sentence}`
    count += sentence.split(' ').length
  }
  return `${text}\n\n(Invented by ${MAKER}.)`
}

/** Three lines, whatever they count. */
export function haiku([kind]: RegExpExecArray, { topic }: Subject): string {
  const about = matter(topic, kind)
  return `Somebody said ${about}\nno model was there to hear it\n${MAKER} wrote this`
}

export function letter([kind]: RegExpExecArray, { topic }: Subject): string {
  const about = matter(topic, kind)
  return `Subject: ${capital(about)}\n\nHello,\n\nI am writing about ${about}. What exactly there is to say I leave open: ${MAKER} invented this text, and no model was asked.\n\nKind regards`
}
