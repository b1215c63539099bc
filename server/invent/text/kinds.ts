import { clue, FIGURE } from './clues.ts'
import { code } from './code.ts'
import { keywords, rewording, summary, translation } from './given-text.ts'
import { json } from './json-text.ts'
import { list, steps, table } from './lists.ts'
import { lookup } from './lookup.ts'
import { haiku, letter, prose } from './prose.ts'
import { MAKER } from '../samples.ts'
import type { Random } from '../../random.ts'
import { capital, completion, echo, keyword, number, option, sum } from './short-texts.ts'
import type { Subject } from './subject.ts'

// The kinds of request that people try first. One row a kind: the words that it cannot do without, what tells it, and
// what is written. A text says that it is invented where its kind leaves room for that.

type Write = (found: RegExpExecArray, subject: Subject, random: Random) => string | undefined

interface Kind {
  /** Some of these bits are in a text of this kind; 0 where its beginning tells. */
  clues: number
  tell: RegExp
  write: Write
}

export function told({ topic }: Subject): string {
  return topic === '' ? 'that' : `"${topic}"`
}

const JSON_CLUE = clue('json')
const CHOICE = clue('classify', 'categorize', 'label', 'sentiment', 'choose', 'pick', 'decide')
const WORD = clue('word')
const TRANSLATE = clue('translate')
const CODE = clue('function', 'code', 'program', 'script', 'class', 'regex', 'sql')

const JSON_ASKED =
  /\b(?:return|respond|reply|answer|output|format|produce|give|as|in|with|valid|only|strict)\b[^.\n]{0,60}\bjson\b(?: (?:array|list))?/i
const CHOICES = String.raw`((?:["'\x60]?[\w-]+["'\x60]?, ?)*["'\x60]?[\w-]+["'\x60]?,? (?:or|and) ["'\x60]?[\w-]+["'\x60]?)`
const OPTIONS = String.raw`\b(?:as|of|into|between|from|either|is it|:) ?:?\s*${CHOICES}`
const ONE_WORD =
  /\b(?:in|with|using) (?:just |only |exactly )?(?:one|a single|1) word\b|\bone[- ]word (?:answer|reply)/i
const NUMBERS = 'one|two|three|four|five|six|seven|eight|nine|ten'

/** What a system prompt, or the opening of a prompt, may ask of every answer. */
export const STANDING: readonly Kind[] = [
  {
    clues: JSON_CLUE,
    tell: /\b(?:return|respond|reply|answer|output|produce)\b[^.\n]{0,60}\bjson\b(?: (?:array|list))?/i,
    write: json,
  },
  {
    clues: CHOICE,
    tell: new RegExp(
      String.raw`\b(?:classif|categori|label)[^\n]{0,200}?(?<=\b(?:as|into|either|:) ?)${CHOICES}`,
      'i',
    ),
    write: option,
  },
  {
    clues: TRANSLATE,
    tell: /\b[Tt]ranslate\b[^.\n]{0,80}?\b(?:in)?to (\p{Lu}\p{Ll}+)/u,
    write: (found, subject) => `[${found[1] ?? ''}] ${subject.text}`,
  },
  { clues: WORD, tell: ONE_WORD, write: keyword },
]

export const KINDS: readonly Kind[] = [
  {
    clues: 0,
    tell: /^(?:please )?(?:just |only |simply )?(?:say|repeat after me:?|echo:?|(?:repeat|reply|respond|answer|write|return|output|print)(?: back)?(?: only| just| exactly)? ?(?:with)?(?: only| just| exactly)?(?: the (?:words?|text|following|string))?:?)\s+(?:"([^"]{1,500})"|'([^']{1,500})'|(?!an? |the |in |as |with |json|your|something|to |about |using |me |my |only )([^\n"'?]{1,40}?)[.!]?$)/i,
    write: echo,
  },
  { clues: JSON_CLUE, tell: JSON_ASKED, write: json },
  { clues: 0, tell: /\n([A-Z][\w ]{1,30}):$/, write: completion },
  {
    clues: FIGURE,
    tell: /(-?\d+(?:\.\d+)?) ?(\+|-|\*|x|×|\/|÷|plus|minus|times|% of) ?(-?\d+(?:\.\d+)?)(?= ?[?=.]|$)/i,
    write: sum,
  },
  {
    clues: FIGURE,
    tell: /\b(?:number|integer|score|rating|rate|scale)\b[^\n]{0,80}?\b(?:between|from|of) (\d{1,6}) ?(?:and|to|-|–) ?(\d{1,6})\b/i,
    write: number,
  },
  {
    clues: CHOICE,
    tell: new RegExp(
      String.raw`(?:classif|categori|label|sentiment|choose|pick|decide)[\s\S]{0,300}?${OPTIONS}`,
      'i',
    ),
    write: option,
  },
  {
    clues: clue('yes', 'true'),
    tell: /\b(?:yes|true)(?: or |\/)(?:no|false)\b/i,
    write: ([first]) => (/^t/i.test(first) ? 'True' : 'Yes'),
  },
  { clues: WORD, tell: ONE_WORD, write: keyword },
  {
    clues: TRANSLATE,
    tell: /\btranslate\b[\s\S]*?\b(?:in)?to (\p{L}+)/iu,
    write: translation,
  },
  { clues: clue('summary', 'tl'), tell: /\bsummar(?:y|i[sz]e)\b|\btl;?dr\b/i, write: summary },
  {
    clues: clue('keyword', 'key'),
    tell: /\bextract\b[^\n]{0,60}\bkey ?(?:words?|phrases|terms)\b/i,
    write: keywords,
  },
  {
    clues: clue('rewrite', 'rephrase', 'paraphrase', 'proofread', 'correct'),
    tell: /^(?:please )?(?:rewrite|rephrase|paraphrase|proofread|correct)\b[^:\n]{0,120}[:\n]/i,
    write: rewording,
  },
  {
    clues: CODE,
    tell: /\b(?:write|implement|create|show|generate|fix|refactor)\b[^.\n]{0,80}\b(?:function|code|program|script|class|regex|sql)\b/i,
    write: code,
  },
  { clues: clue('haiku'), tell: /\bhaiku\b/i, write: haiku },
  {
    clues: clue('title', 'name', 'headline', 'slogan'),
    tell: /\b(?:suggest|write|give me|create|propose|find) (?:me )?an? (?:[\w-]+ )?(?:title|name|headline|slogan)\b/i,
    write: ([asked]) => `An Invented ${capital(/\w+$/.exec(asked)?.[0] ?? 'Name')}`,
  },
  {
    clues: clue('email', 'e', 'letter'),
    tell: /\b(?:write|compose|draft|create|generate|prepare)\b[^\n]{0,60}\b(?:e-?mail|letter)\b/i,
    write: letter,
  },
  {
    clues: clue('story', 'essay', 'poem', 'article', 'letter', 'blog', 'speech', 'song') | WORD,
    tell: /\b(?:write|compose|draft|create|generate|tell|make)\b[^\n]{0,80}?\b(story|essay|poem|article|letter|blog|speech|song|\d+[- ]words?)\b|^[^?]*\b(?:story|essay|poem|\d+[- ]words?)\b[^?]*$/i,
    write: prose,
  },
  { clues: clue('table'), tell: /\b(?:in|as|with) an? (?:\w+ )?table\b/i, write: table },
  { clues: clue('step'), tell: /\bstep[- ]by[- ]step\b/i, write: steps },
  {
    clues: 0,
    tell: new RegExp(
      String.raw`^(?:please )?(?:(?:can|could) you )?(?:(?:create|make|write|generate|provide|give me)(?: me)? a list of|list|name|give me|suggest|enumerate|what are(?= (?:the )?(?:\d|(?:${NUMBERS}|some) )))\b(?: me)?(?: the)?(?: (\d{1,2}|${NUMBERS}|some|a few|several)\b)?(?! (?:a|an|your)\b)`,
      'i',
    ),
    write: list,
  },
  {
    clues: 0,
    tell: /^(?:hi|hello|hey|howdy|greetings|good (?:morning|afternoon|evening))\b(?:[^?\n]{0,40}|[^?\n]{0,10}how are you[^?\n]{0,12}\?)$/i,
    write: () =>
      `Hello! This is ${MAKER}: no model is behind it, so ask me anything and I'll invent an answer.`,
  },
  { clues: 0, tell: /^(?:thanks|thank you)\b/i, write: () => "You're welcome!" },
  {
    clues: 0,
    tell: /^(?:who|what) are you\b[^\n]{0,20}$/i,
    write: () =>
      `I'm ${MAKER}, a local stand-in for Amazon Bedrock: no model is behind me, and I invent my answers.`,
  },
  { clues: 0, tell: /[?？]|^(?:who|what|when|where|why|how|which)\b/i, write: lookup },
  {
    clues: 0,
    tell: /^(?:is|are|am|do|does|did|can|could|will|would|should|was(?! (?:ist|sind|war|hat|kann|macht|bedeutet|kostet)\b)|were|has|have)\b[^\n]*\?\s*$/i,
    write: (_, subject) =>
      `Yes, at least as far as ${told(subject)} goes. I'm ${MAKER}, and I made that up without asking a model.`,
  },
]
