import { MAKER } from '../samples.ts'
import type { Random } from '../../random.ts'
import { quotedTopic, RULES, STANDING_RULES } from './rules.ts'
import type { AnswerSubject } from './subject.ts'

type Sentence = (about: string) => string

const PLAIN: readonly [Sentence, ...Sentence[]] = [
  (about) =>
    `Here is what there is to say about ${about}: this answer was invented by ${MAKER}, so its shape is right and its content is not.`,
  (about) =>
    `You asked about ${about}. No model was consulted: ${MAKER} invented this answer, and it will be the same next time.`,
  (about) =>
    `About ${about}: I'm ${MAKER}, an invented answer is all I have, and a fixture would let you choose the words.`,
]

const SHORT = /\b(?:one|a single|1) (?:line|sentence)\b|\bbrief(?:ly)?\b/i

function plain(subject: AnswerSubject, random: Random): string {
  const { topic, attached, request } = subject
  if (topic === '' && attached.length === 0)
    return `${MAKER} was asked nothing in particular and invented this answer.`
  const about = quotedTopic(subject)
  if (SHORT.test(request)) return `About ${about}, ${MAKER} invented this one line.`
  const seen =
    attached.length === 0
      ? ''
      : ` It came with ${attached.join(' and ')}, which I have not looked into.`
  return random.pick(PLAIN)(about) + seen
}

/** The text of the first rule that writes one. */
function written(
  rules: typeof RULES,
  text: string,
  subject: AnswerSubject,
  random: Random,
): string | undefined {
  for (const { asks, write } of rules) {
    const match = asks.exec(text)
    const answer = match === null ? undefined : write(match, subject, random)
    if (answer !== undefined && answer !== '') return answer
  }
  return undefined
}

// Claude's guides teach people to ask for an answer between tags.
const BETWEEN =
  /\b(?:in|inside|within|between|using|with)(?: (?:an?|the|your|xml))* <([a-z][\w-]{0,30})>(?:[^<\n]{0,10}<\/\1>)? (?:xml )?tags?\b/i

/** The best possible text without a model. */
export function compose(subject: AnswerSubject, random: Random): string {
  const { request, instructions } = subject
  const text =
    (instructions === '' ? undefined : written(STANDING_RULES, instructions, subject, random)) ??
    written(RULES, request, subject, random) ??
    plain(subject, random)
  if (!request.includes('<') && !instructions.includes('<')) return text
  const tag = (BETWEEN.exec(request) ?? BETWEEN.exec(instructions))?.[1]
  return tag === undefined ? text : `<${tag}>${text}</${tag}>`
}
