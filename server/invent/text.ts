import type { JsonObject } from '../json.ts'
import { MAKER } from './samples.ts'
import { generate } from './schema.ts'
import type { Random } from './seed.ts'
import type { Subject } from './subject.ts'
import { isSmall, words } from './terms.ts'

// Texts for the kinds of request that people try first. One row a kind: what tells it, and what is written.
// A text says that it is invented where its kind leaves room for that.

type Write = (found: RegExpExecArray, subject: Subject, random: Random) => string | undefined

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
const MOST_WORDS = 2000

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function keyword(text: string): string {
  const found = words(text).filter(
    (word) => !isSmall(word) && !/^(?:word|answer|one|single)$/.test(word),
  )
  return capital(found.at(-1) ?? 'Yes')
}

function told(subject: Subject): string {
  return subject.topic === '' ? 'that' : `"${subject.topic}"`
}

const KEYS =
  /\b(?:keys?|fields?|properties|property|attributes)(?: named| called)?:? ((?:["'`]?\w+["'`]?(?:,? and |, ?|(?=\W|$)))+)/i

function json(_: RegExpExecArray, { text, topic }: Subject): string {
  const named = KEYS.exec(text)?.[1]
    ?.match(/\w+/g)
    ?.filter((key) => key !== 'and')
  if (named === undefined)
    return JSON.stringify({ topic, answer: `An answer invented by ${MAKER}` })
  const properties: JsonObject = Object.fromEntries(
    named.map((key) => [
      key,
      { type: /age|count|number|year|price/i.test(key) ? 'integer' : 'string' },
    ]),
  )
  return JSON.stringify(
    generate({ type: 'object', properties, required: named }, { about: topic, optional: true }),
  )
}

function list([, asked]: RegExpExecArray, { topic }: Subject): string {
  const spelled = NUMBERS.indexOf((asked ?? '').toLowerCase())
  const count = spelled > 0 ? spelled : Number.parseInt(asked ?? '', 10) || 3
  const of = capital(
    topic
      .replace(/^(?:list|name|suggest|enumerate|give me) /i, '')
      .replace(/^(?:\d+|[a-z]+) (?=\S+s\b)/, (first) =>
        NUMBERS.includes(first.trim().toLowerCase()) || /\d/.test(first) ? '' : first,
      ),
  )
  return Array.from(
    { length: Math.min(count, MOST_ITEMS) },
    (_, at) => `${at + 1}. ${of}: invented example ${at + 1}`,
  ).join('\n')
}

function given(text: string): string {
  const after = /[:\n]\s*([\s\S]{3,})$/.exec(text)?.[1] ?? text
  return after.trim()
}

function summary(
  _: RegExpExecArray,
  { text, topic, document, attached }: Subject,
): string | undefined {
  // Of a document that cannot be read there is nothing to sum up.
  if (document === '' && attached.length > 0 && given(text) === text.trim()) return undefined
  const sentences =
    (document === '' ? given(text) : document)
      .match(/[^.!?\n]+[.!?]?/g)
      ?.map((sentence) => sentence.trim())
      .filter((sentence) => sentence.length > 2) ?? []
  const [first = topic] = sentences
  const last = sentences.length > 2 ? ` ${sentences.at(-1) ?? ''}` : ''
  const lead = document === '' ? 'In short' : `${capital(attached.join(' and '))} in short`
  return `${lead}: ${first.slice(0, 300)}${last.slice(0, 300)}`
}

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

function prose(found: RegExpExecArray, { topic, text }: Subject, random: Random): string {
  const asked = Number(/(\d+)[ -]words?/i.exec(text)?.[1] ?? 90)
  const about =
    topic.replace(
      /^(?:write|compose|draft) (?:me )?(?:an? )?(?:\w+ )*?(?:story|essay|poem|article|letter|blog post|blog|email|speech|song|haiku)?(?: (?:about|on|of|for) |$)/i,
      '',
    ) || found[0]
  const most = Math.min(asked, MOST_WORDS)
  const paragraphs: string[] = []
  let count = 0
  for (let at = random.int(SENTENCES.length); count < most; at++) {
    const sentence = (SENTENCES[at % SENTENCES.length] ?? SENTENCES[0]).replace('@', about)
    if (paragraphs.length === 0 || at % 4 === 0) paragraphs.push(sentence)
    else paragraphs.push(`${paragraphs.pop() ?? ''} ${sentence}`)
    count += sentence.split(' ').length
  }
  return `${paragraphs.join('\n\n')}\n\n(Invented by ${MAKER}.)`
}

const COMMENTS: Record<string, string> = {
  python: '#',
  ruby: '#',
  bash: '#',
  shell: '#',
  sql: '--',
  html: '<!--',
}

function code(_: RegExpExecArray, { text, topic }: Subject): string {
  const language =
    /\b(python|javascript|typescript|java|go|rust|ruby|bash|shell|sql|html)\b/i
      .exec(text)?.[1]
      ?.toLowerCase() ?? 'javascript'
  const note = `${COMMENTS[language] ?? '//'} Invented by ${MAKER}: ${topic}${language === 'html' ? ' -->' : ''}`
  const body =
    language === 'python'
      ? 'def invented(value):\n    return value'
      : 'function invented(value) {\n  return value\n}'
  const shown = language === 'python' || language === 'javascript' ? `${note}\n${body}` : note
  return `\`\`\`${language}\n${shown}\n\`\`\``
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
}

function sum([, a = '', sign = '', b = '']: RegExpExecArray): string | undefined {
  const value = OPERATIONS[sign.toLowerCase()]?.(Number(a), Number(b))
  return value === undefined || !Number.isFinite(value)
    ? undefined
    : `${a} ${sign} ${b} = ${Number(value.toPrecision(12))}`
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

function option(
  [, named = '']: RegExpExecArray,
  { text }: Subject,
  random: Random,
): string | undefined {
  const options = named.match(/[\w-]+/g)?.filter((each) => !/^(?:or|and)$/i.test(each)) ?? []
  const mood = MOODS.find(([said]) => said.test(text))?.[1]
  return options.find((each) => mood?.test(each)) ?? options[random.int(options.length || 1)]
}

function translation([, language = '']: RegExpExecArray, { text }: Subject): string {
  const quoted = /["“'`]([^"”`\n]+)["”'`]/.exec(text)?.[1] ?? given(text)
  return `[${capital(language)}] ${quoted}`
}

function echo([, a, b, c]: RegExpExecArray): string | undefined {
  return (a ?? b ?? c)?.replace(/(?:,? (?:please|and nothing else|in one word|only))+$/i, '')
}

const KINDS: readonly (readonly [tell: RegExp, write: Write])[] = [
  [
    /^(?:please )?(?:just |only |simply )?(?:say|repeat after me:?|echo:?|(?:repeat|reply|respond|answer|write|return|output|print)(?: back)?(?: only| just| exactly)? ?(?:with)?(?: only| just| exactly)?(?: the (?:words?|text|following|string))?:?)\s+(?:"([^"]{1,500})"|'([^']{1,500})'|(?!an? |the |in |as |with |json|your|something|to |about |using |me |my |only )([^\n"'?]{1,40}?)[.!]?$)/i,
    echo,
  ],
  [
    /\b(?:return|respond|reply|answer|output|format|produce|give|as|in|with|valid|only|strict)\b[^.\n]{0,60}\bjson\b/i,
    json,
  ],
  [/(-?\d+(?:\.\d+)?) ?(\+|-|\*|x|×|\/|÷|plus|minus|times) ?(-?\d+(?:\.\d+)?)(?= ?[?=.]|$)/i, sum],
  [
    /(?:classif|categori|label|sentiment|choose|pick)[\s\S]{0,300}?\b(?:as|of|into|between|from|either|is it|:) ?:?\s*((?:["'`]?[\w-]+["'`]?, ?)*["'`]?[\w-]+["'`]?,? (?:or|and) ["'`]?[\w-]+["'`]?)/i,
    option,
  ],
  [
    /\b(?:in|with|using) (?:just |only |exactly )?(?:one|a single|1) word\b|\bone[- ]word (?:answer|reply)/i,
    (_, { topic }) => keyword(topic),
  ],
  [/\btranslate\b[\s\S]*?\b(?:in)?to (\p{L}+)/iu, translation],
  [/\bsummar(?:y|i[sz]e)\b|\btl;?dr\b/i, summary],
  [
    /\b(?:write|implement|create|show|generate)\b[^.\n]{0,80}\b(?:function|code|program|script|class|regex|sql)\b/i,
    code,
  ],
  [/\b(?:story|essay|poem|article|letter|blog|speech|song|haiku|\d+[- ]words?)\b/i, prose],
  [
    /^(?:please )?(?:(?:can|could) you )?(?:list|name|give me|suggest|enumerate)\b(?: me)?(?: the)?(?: (\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|some|a few|several)\b)?(?! (?:a|an|your)\b)/i,
    list,
  ],
  [
    /^(?:hi|hello|hey|howdy|greetings|good (?:morning|afternoon|evening))\b[^?\n]{0,40}$/i,
    () =>
      `Hello! This is ${MAKER}: no model is behind it, so ask me anything and I'll invent an answer.`,
  ],
  [/^(?:thanks|thank you)\b/i, () => "You're welcome!"],
  [
    /^(?:is|are|am|do|does|did|can|could|will|would|should|was|were|has|have)\b[^\n]*\?\s*$/i,
    (_, subject) =>
      `Yes, at least as far as ${told(subject)} goes. I'm ${MAKER}, and I made that up without asking a model.`,
  ],
]

const PLAIN: readonly [Sentence, ...Sentence[]] = [
  (about) =>
    `Here is what there is to say about ${about}: this answer was invented by ${MAKER}, so its shape is right and its content is not.`,
  (about) =>
    `You asked about ${about}. No model was consulted: ${MAKER} invented this answer, and it will be the same next time.`,
  (about) =>
    `About ${about}: I'm ${MAKER}, an invented answer is all I have, and a fixture would let you choose the words.`,
]
type Sentence = (about: string) => string

const SHORT = /\b(?:one|a single|1) (?:line|sentence)\b|\bbrief(?:ly)?\b/i

function plain(subject: Subject, random: Random): string {
  if (subject.topic === '' && subject.attached.length === 0)
    return `${MAKER} was asked nothing in particular and invented this answer.`
  if (SHORT.test(subject.text)) return `About ${told(subject)}, ${MAKER} invented this one line.`
  const seen =
    subject.attached.length === 0
      ? ''
      : ` It came with ${subject.attached.join(' and ')}, which I have not looked into.`
  return random.pick(PLAIN)(told(subject)) + seen
}

/** A text that answers, as far as that goes without a model. */
export function compose(subject: Subject, random: Random): string {
  const text = subject.text.slice(0, 4000)
  for (const [tell, write] of KINDS) {
    const found = tell.exec(text)
    const written = found === null ? undefined : write(found, subject, random)
    if (written !== undefined && written !== '') return written
  }
  return plain(subject, random)
}
