import type { Entities } from './entities.ts'

// Where the value of a text argument comes from, by the argument's name.

export type ValueSource = (entities: Entities) => string | undefined

const ASKING =
  /^(?:please |can you |could you )*(?:(?:search|look|find|google|query|ask)(?: up| for| about| the \w+ for| me)*|what(?:'s| is| are)|who(?:'s| is)|tell me about|use (?:the )?\w+(?: tool)? to) +/i
const EXPRESSION = /[(\d][\d\s.()]*(?:(?:[-+*/^%×÷]|\*\*)[\s(]*\d[\d\s.()]*)+/
const LANGUAGE =
  /\b(English|French|German|Spanish|Italian|Portuguese|Dutch|Japanese|Chinese|Korean|Arabic|Hindi|Russian|Polish|Turkish|Swedish|python|javascript|typescript|java|rust|go|sql)\b/i

function remaining({ text, quoted }: Entities): string | undefined {
  const rest =
    quoted[0] ??
    text
      .split('\n')[0]
      ?.replace(ASKING, '')
      .replace(/[\s?!.]+$/, '')
  return rest === '' ? undefined : rest
}

function expression({ text }: Entities): string | undefined {
  return EXPRESSION.exec(text)?.[0].replace(/[\s.]+$/, '')
}

/** Names of operations, for calculators that take the operation and its numbers separately. */
const OPERATIONS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\d ?\+ ?\d|\b(?:add|plus|sum)\b/i, 'add'],
  [/\d ?[-−] ?\d|\b(?:subtract|minus)\b/i, 'subtract'],
  [/\d ?[*×x] ?\d|\b(?:multipl\w+|times)\b/i, 'multiply'],
  [/\d ?[/÷] ?\d|\bdivided?\b/i, 'divide'],
]

function operation({ text }: Entities): string | undefined {
  return OPERATIONS.find(([pattern]) => pattern.test(text))?.[1]
}

const after =
  (pattern: RegExp): ValueSource =>
  ({ text }) =>
    pattern.exec(text)?.[1]

/** The item after the colon, as in `Create task: Review code, high priority`. */
const ITEM = /^[^:\n]{1,40}: *(?!\d)([^,.:\n]{2,80}?)(?=,)/
/** `a 25 year old dentist`, `she works as a baker`. */
const OCCUPATION =
  /\b(?:is|am|was|as) an? (?:\d+[- ]years?[- ]old )?(\p{Ll}+(?: \p{Ll}+)??)(?=[.,;!?]|$| (?:and|who|in|from|at|for|by|with)\b)/u

const destination = after(/\bto (\p{Lu}[\p{L}-]+(?: \p{Lu}[\p{L}-]+)*)/u)

/** `config.json`, `./src/app.ts`, `/etc/hosts`. */
const PATH =
  /(?<![\w/.:@~-])((?:~|\.{1,2})?\/[\w-][\w.-]*(?:\/[\w.-]+)*|[\w-]{2,}(?:[/.][\w-]+)*\.[a-z][a-z\d]{0,5})(?![\w@])/i

// The first row that matches the argument's name decides. Its sources are tried in order.
export const SOURCES: readonly (readonly [named: RegExp, ...sources: ValueSource[]])[] = [
  // Free text is invented: a single name from the prompt would make no sense.
  [/summar|expla|descri|detail|reason|answer|response|comment/i],
  [
    /(?:^|_)(?:path|file|file_?name|file_?path)$|[a-z](?:Path|File|Filename|FileName)$/,
    after(PATH),
  ],
  [/(^|_)lat(itude)?$/i, (from) => from.numbers[0]?.toString()],
  [/(^|_)(lon|lng)(gitude)?$/i, (from) => from.numbers[1]?.toString()],
  [/e_?mail|recipient/i, (from) => from.emails[0]],
  [/^to$/i, (from) => from.emails[0], destination, (from) => from.places.at(-1)],
  [/url|uri|link|website/i, (from) => from.urls[0]],
  [/^(?:operation|operator|op)$/i, operation],
  [/expression|equation|formula|calculation|operation|math/i, expression],
  [
    /origin|source|from|depart/i,
    after(/\bfrom (\p{Lu}[\p{L}-]+(?: \p{Lu}[\p{L}-]+)*)/u),
    (from) => from.places[0],
  ],
  [/dest|arriv|(^|_)to($|_)/i, destination, (from) => from.places.at(-1)],
  [
    /city|location|place|country|town|region|state|address|area|timezone|station/i,
    (from) => from.places[0],
    (from) => from.quoted[0],
  ],
  [/date|(^|_)day($|_)|when|deadline|time/i, (from) => from.dates[0]],
  [/language|(^|_)lang/i, after(LANGUAGE)],
  [
    /symbol|ticker|(^|_)sign|code|currency|(^|_)id$|Id$|number|sku|key/i,
    (from) => from.codes[0],
    (from) => from.quoted[0],
  ],
  [
    /query|question|search|term|keyword|prompt|(^|_)q$|input|text|message|content|body|sentence/i,
    remaining,
  ],
  [/occupation|profession|(^|_)job|(^|_)role/i, after(OCCUPATION)],
  [
    /name|title|task|person|user|customer|author|company|subject|topic|artist|song/i,
    (from) => from.quoted[0],
    after(ITEM),
    (from) => from.names[0],
    (from) => from.names[1],
    (from) => from.places[0],
  ],
]
