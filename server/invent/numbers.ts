import type { Json, JsonObject } from '../json.ts'
import type { Entities } from './entities.ts'
import { words } from './terms.ts'

// Picks a number of the prompt for an argument.

/** By argument name: the range of plausible numbers, and how a prompt states one. */
const KINDS: readonly (readonly [named: RegExp, min: number, max: number, inText?: RegExp])[] = [
  [/(^|_)ages?$/i, 0, 130, /(\d+)[- ]?(?:years?[- ]old|y\/?o\b)|\baged? (\d+)/i],
  [/year$/i, 1000, 2999, /\b((?:1[5-9]|20)\d\d)\b/],
  [/^lat(itude)?$/i, -90, 90],
  [/^(lon|lng)(gitude)?$/i, -180, 180],
  [/month$/i, 1, 12],
  [/hour$/i, 0, 24],
  [/rating|stars/i, 0, 10],
  [/percent|probability|confidence/i, 0, 100],
]

/** `order 12345`, `invoice number is 7`, `#12`: identifiers, not quantities. */
const NAMING =
  /(?:#|\b(?:order|invoice|ticket|case|account|customer|user|product|item|booking|reservation|room|flight|number|no\.|id)(?: (?:number|no\.?|id))?(?: is|:)? ?#?)(\d+)\b/gi

function naming({ text }: Entities): Set<number> {
  return new Set(Array.from(text.matchAll(NAMING), ([, digits]) => Number(digits)))
}

const NAME_OF_ID = /(?:^|_)(?:id|number|no|code|ref)$|(?:Id|Number|No|Code|Ref)$/

/** `order_id` of "order 12345", `invoiceNumber` of "invoice no. AB-7". */
export function labelled(name: string, { text }: Entities): string | undefined {
  if (!NAME_OF_ID.test(name)) return undefined
  for (const word of words(name)) {
    if (/^(?:id|number|no|code|key)$/.test(word)) continue
    const match = new RegExp(
      String.raw`\b${word}(?: (?:number|no\.?|id|code))?(?: is|:)? ?#?([\w-]*\d[\w-]*)`,
      'i',
    ).exec(text)?.[1]
    if (match !== undefined) return match
  }
  return undefined
}

function takes(schema: JsonObject, value: number): boolean {
  const { type, minimum, maximum } = schema
  if (type === 'integer' && !Number.isInteger(value)) return false
  if (typeof minimum === 'number' && value < minimum) return false
  return typeof maximum !== 'number' || value <= maximum
}

/** The number next to a word: `5 days`, `max results 3`, `rating: 5`, `age is 42`. */
function numberNextTo(word: string, { tokens }: Entities): number | undefined {
  const at = tokens.findIndex((token, index) => {
    if (!/^-?\d/.test(token)) return false
    const [before = '', last = ''] = [tokens[index - 2], tokens[index - 1]]
    return (
      tokens[index + 1] === word ||
      last.startsWith(word) ||
      (/^(?:is|of|to)$/.test(last) && before.startsWith(word))
    )
  })
  return at < 0 ? undefined : Number(tokens[at]?.replaceAll(',', ''))
}

/** Uses each number once. Undefined if no number of the prompt fits. */
export function numberFor(
  name: string,
  schema: JsonObject,
  required: boolean,
  from: Entities,
  used: Set<number>,
): Json | undefined {
  const take = (at: number): number | undefined => {
    if (at < 0 || at >= from.numbers.length) return undefined
    used.add(at)
    return from.numbers[at]
  }
  const kind = KINDS.find(([pattern]) => pattern.test(name))
  const match = kind?.[3]?.exec(from.text)
  if (match) return take(from.numbers.indexOf(Number(match[1] ?? match[2])))
  for (const word of words(name)) {
    const value = word.length < 2 ? undefined : numberNextTo(word, from)
    const at = value === undefined ? -1 : from.numbers.indexOf(value)
    if (at >= 0) return take(at)
  }
  if (!required) return undefined
  const names = naming(from)
  const [, min = -Infinity, max = Infinity] = kind ?? []
  return take(
    from.numbers.findIndex(
      (value, at) =>
        !used.has(at) && !names.has(value) && value >= min && value <= max && takes(schema, value),
    ),
  )
}
