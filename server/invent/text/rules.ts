import { knownAnswer } from '../known.ts'
import { MAKER } from '../samples.ts'
import type { Random } from '../../random.ts'
import { summarize, translation } from './given-text.ts'
import { list } from './lists.ts'
import { LONG, writeLong } from './long-text.ts'
import { lookup } from './lookup.ts'
import { code, echo, numberBetween, oneWord, option } from './short-texts.ts'
import type { AnswerSubject } from './subject.ts'

// What people try first, and what the test suites of clients ask: one row per kind of request. The first row that
// returns a text wins. Texts say that they are invented where possible.

interface TextRule {
  asks: RegExp
  write(match: RegExpExecArray, subject: AnswerSubject, random: Random): string | undefined
}

export function quotedTopic({ topic }: AnswerSubject): string {
  return topic === '' ? 'that' : `"${topic}"`
}

const CHOICES = String.raw`((?:["'\x60]?[\w-]+["'\x60]?, ?)*["'\x60]?[\w-]+["'\x60]?,? (?:or|and) ["'\x60]?[\w-]+["'\x60]?)`
const ONE_WORD =
  /\b(?:in|with|using) (?:just |only |exactly )?(?:one|a single|1) word\b|\bone[- ]word (?:answer|reply)/i
// Letters without `\p{L}`: with `i` and `u`, V8 takes several times as long to search a text.
const TRANSLATE =
  /\btranslate\b[\s\S]*?\b(?:in)?to ([a-z\u00C0-\u1FFF\u2C00-\u2DFF\u3005-\uD7FF]+)/i
const COUNT = String.raw`\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|some|a few|several`

/** Rules that a system prompt, or the start of a prompt, may set for every answer. */
export const STANDING_RULES: readonly TextRule[] = [
  {
    asks: new RegExp(
      String.raw`\b(?:classif|categori|label)[^\n]{0,200}?(?<=\b(?:as|into|either|:) ?)${CHOICES}`,
      'i',
    ),
    write: option,
  },
  {
    asks: /\b[Tt]ranslate\b[^.\n]{0,80}?\b(?:in)?to (\p{Lu}\p{Ll}+)/u,
    write: ([, language = ''], { text }) => `[${language}] ${text}`,
  },
  { asks: ONE_WORD, write: oneWord },
]

export const RULES: readonly TextRule[] = [
  {
    asks: /^(?:please )?(?:just |only |simply )?(?:say|repeat after me:?|echo:?|(?:repeat|reply|respond|answer|write|return|output|print)(?: back)?(?: only| just| exactly)? ?(?:with)?(?: only| just| exactly)?(?: the (?:words?|text|following|string))?:?)\s+(?:"([^"]{1,500})"|'([^']{1,500})'|(?!an? |the |in |as |with |json|your|something|to |about |using |me |my |only )([^\n"'?]{1,40}?)[.!]?$)/i,
    write: echo,
  },
  { asks: ONE_WORD, write: oneWord },
  { asks: /\d|\bcapital\b/i, write: (_, { request }) => knownAnswer(request)?.sentence },
  {
    asks: /\b(?:number|integer|score|rating|rate|scale)\b[^\n]{0,80}?\b(?:between|from|of) (\d{1,6}) ?(?:and|to|-|–) ?(\d{1,6})\b/i,
    write: numberBetween,
  },
  {
    asks: new RegExp(
      String.raw`(?:classif|categori|label|sentiment|choose|pick|decide)[\s\S]{0,300}?\b(?:as|of|into|between|from|either|is it|:) ?:?\s*${CHOICES}`,
      'i',
    ),
    write: option,
  },
  {
    asks: /\b(?:yes|true)(?: or |\/)(?:no|false)\b/i,
    write: ([first]) => (/^t/i.test(first) ? 'True' : 'Yes'),
  },
  { asks: TRANSLATE, write: translation },
  { asks: /\bsummar(?:y|i[sz]e)\b|\btl;?dr\b/i, write: summarize },
  {
    asks: /\b(?:write|implement|create|show|generate)\b[^.\n]{0,80}\b(?:function|code|program|script|class|regex|sql)\b/i,
    write: code,
  },
  { asks: LONG, write: (_, subject) => writeLong(subject) },
  {
    asks: new RegExp(
      String.raw`^(?:please )?(?:(?:can|could) you )?(?:(?:create|make|write|generate|provide|give me)(?: me)? a list of|list|name|give me|suggest|enumerate|what are(?= (?:the )?(?:${COUNT}) ))\b(?: me)?(?: the)?(?: (${COUNT})\b)?(?! (?:a|an|your)\b)`,
      'i',
    ),
    write: list,
  },
  {
    asks: /^(?:hi|hello|hey|howdy|greetings|good (?:morning|afternoon|evening))\b(?:[^?\n]{0,40}|[^?\n]{0,10}how are you[^?\n]{0,12}\?)$/i,
    write: () =>
      `Hello! This is ${MAKER}: no model is behind it, so ask me anything and I'll invent an answer.`,
  },
  { asks: /^(?:thanks|thank you)\b/i, write: () => "You're welcome!" },
  {
    asks: /^(?:who|what) are you\b[^\n]{0,20}$/i,
    write: () =>
      `I'm ${MAKER}, a local stand-in for Amazon Bedrock: no model is behind me, and I invent my answers.`,
  },
  { asks: /[?？]|^(?:who|what|when|where|why|how|which)\b/i, write: lookup },
  {
    asks: /^(?:is|are|am|do|does|did|can|could|will|would|should|was(?! (?:ist|sind|war|hat|kann|macht|bedeutet|kostet)\b)|were|has|have)\b[^\n]*\?\s*$/i,
    write: (_, subject) =>
      `Yes, at least as far as ${quotedTopic(subject)} goes. I'm ${MAKER}, and I made that up without asking a model.`,
  },
]
