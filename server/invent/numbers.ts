import type { Json, JsonObject } from '../json.ts'
import type { Entities } from './entities.ts'
import { words } from './terms.ts'

// Which number of a prompt an argument takes.

/** What numbers of that name can be, and how a prompt says that one is meant. */
const KINDS: readonly (readonly [named: RegExp, least: number, most: number, said?: RegExp])[] = [
  [/(^|_)ages?$/i, 0, 130, /(\d+)[- ]?(?:years?[- ]old|y\/?o\b)|\baged? (\d+)/i],
  [/year$/i, 1000, 2999, /\b((?:1[5-9]|20)\d\d)\b/],
  [/^lat(itude)?$/i, -90, 90],
  [/^(lon|lng)(gitude)?$/i, -180, 180],
  [/month$/i, 1, 12],
  [/hour$/i, 0, 24],
  [/rating|stars/i, 0, 10],
  [/percent|probability|confidence/i, 0, 100],
]

/** `order 12345`, `invoice number is 7`, `#12`: numbers that name something, and count nothing. */
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
    const found = new RegExp(
      String.raw`\b${word}(?: (?:number|no\.?|id|code))?(?: is|:)? ?#?([\w-]*\d[\w-]*)`,
      'i',
    ).exec(text)?.[1]
    if (found !== undefined) return found
  }
  return undefined
}

function takes(schema: JsonObject, value: number): boolean {
  const { type, minimum, maximum } = schema
  if (type === 'integer' && !Number.isInteger(value)) return false
  if (typeof minimum === 'number' && value < minimum) return false
  return typeof maximum !== 'number' || value <= maximum
}

/** Takes a number once; `undefined` where none of the prompt's fits. */
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
  const said = kind?.[3]?.exec(from.text)
  if (said) return take(from.numbers.indexOf(Number(said[1] ?? said[2])))
  // `5 days` and `max results 3` name their number.
  for (const each of words(name)) {
    if (each.length < 2) continue
    const near = new RegExp(
      String.raw`(-?\d[\d.,]*) ${each}\b|\b${each}\w*(?:\s*[:=]| is| of| to)? ?(-?\d[\d.,]*)`,
      'i',
    ).exec(from.text)
    const value = Number((near?.[1] ?? near?.[2] ?? '').replaceAll(/,|\.$/g, ''))
    const at = near === null ? -1 : from.numbers.indexOf(value)
    if (at >= 0) return take(at)
  }
  if (!required) return undefined
  const names = naming(from)
  const [, least = -Infinity, most = Infinity] = kind ?? []
  return take(
    from.numbers.findIndex(
      (value, at) =>
        !used.has(at) &&
        !names.has(value) &&
        value >= least &&
        value <= most &&
        takes(schema, value),
    ),
  )
}
