import { MAKER } from '../samples.ts'
import type { AnswerSubject } from './subject.ts'

const SENTENCES = [
  'It begins with @, as these things do.',
  'Nobody expected much of @ at first.',
  'Then came the part about @ that everybody remembers.',
  'And so it went on, with @ in the middle of it all.',
] as const
const USUAL_WORDS = 120
const MAX_WORDS = 2_000
/** A model's story would not fit in a limit up to this. */
const SMALL_LIMIT = 500
export const LONG =
  /\b(?:write|compose|draft|create|generate|tell|make)\b[^\n]{0,80}?\b(story|essay|poem|article|letter|e-?mail|blog|speech|song|report|\d+[- ]words?)\b/i
const COUNTED = /(\d{1,6})[ -]words?\b/i
const ASKING =
  /^(?:write|compose|draft|create|generate|tell|make)\b.{0,60}? (?:about|on|of|for|that) |^(?:write|compose|draft|create|generate|tell|make)\b.*/i

/** A text with as many words as requested, or one that overruns a small `maxTokens`. */
export function writeLong({ topic, request, maxTokens }: AnswerSubject): string {
  const about = topic.replace(ASKING, '') || 'it'
  const usual =
    maxTokens !== undefined && maxTokens <= SMALL_LIMIT
      ? Math.max(maxTokens, USUAL_WORDS)
      : USUAL_WORDS
  const wanted = Math.min(Number(COUNTED.exec(request)?.[1] ?? usual), MAX_WORDS)
  const sentences: string[] = []
  for (let at = 0, words = 0; words < wanted; at++) {
    const sentence = (SENTENCES[at % SENTENCES.length] ?? SENTENCES[0]).replace('@', about)
    sentences.push(sentence)
    words += sentence.split(' ').length
  }
  return `${sentences.join(' ')}\n\n(Invented by ${MAKER}.)`
}

/** A long text for an argument, if the request is for one. */
export function longText(name: string, subject: AnswerSubject): string | undefined {
  const isText = /^(?:story|essay|poem|article|letter|blog|speech|song|report|text|body)$/i
  return isText.test(name) && LONG.test(subject.request) ? writeLong(subject) : undefined
}
