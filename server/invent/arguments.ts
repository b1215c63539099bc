import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Budget } from './budget.ts'
import { matchesRegex } from './schema/regex.ts'
import type { Entities } from './entities.ts'
import { knownAnswer } from './known.ts'
import { labelled, numberFor } from './numbers.ts'
import type { Guide } from './schema/place.ts'
import { SOURCES } from './sources.ts'
import type { ValueSource } from './sources.ts'
import { moodOf } from './mood.ts'
import { stem, terms, words } from './terms.ts'

// Picks a value for the argument from the prompt, by the argument's type and name, then by its description.

/** `name: X`, `name is X`, `name=X`, `name "X"`. The value is taken whole: `12:00`, `a.b@c`. */
function stated(name: string, { text, lower }: Entities): string | undefined {
  const at = lower.indexOf(name.toLowerCase().replaceAll('_', ' '))
  if (at < 0) return undefined
  const rest = text.slice(at + name.length, at + name.length + 120)
  const found =
    /^(?: is|:| =|=| of| called| named)? *(?:"([^"]+)"|'([^']+)')|^(?::| is|=| =) *([\p{L}\d._@:/+-]+)/u.exec(
      rest,
    )
  return found
    ?.slice(1)
    .find((part) => part !== undefined)
    ?.replace(/[.,:]+$/, '')
}

const WORD = /[^\s,;!?"'()]+/g
const MAX_WORDS = 200

/** A number, code or key that matches the pattern. Plain words match too many patterns to mean anything. */
function ofForm(pattern: string, { text, codes }: Entities, budget: Budget): string | undefined {
  if (!pattern.startsWith('^') || !pattern.endsWith('$')) return undefined
  const candidates = (text.match(WORD) ?? [])
    .slice(0, MAX_WORDS)
    .map((word) => word.replace(/[.:]+$/, ''))
  return [...codes, ...candidates.filter((word) => /\d/.test(word))].find((word) =>
    matchesRegex(pattern, word, budget),
  )
}

/** The words of a prompt, for enums and switches. */
interface Spoken {
  /** In lower case, between spaces. */
  text: string
  words: ReadonlySet<string>
  stems: ReadonlySet<string>
}

function spokenIn({ text }: Entities): Spoken {
  const all = words(text)
  return { text: ` ${all.join(' ')} `, words: new Set(all), stems: new Set(terms(text)) }
}

/** Values found in a prompt. Each source runs once, even if several members use it. */
interface Finds {
  from: Entities
  budget: Budget
  read(source: ValueSource): string | undefined
  spoken(): Spoken
  /** Texts that arguments have taken. */
  claimed: Set<string>
}

function findsIn(from: Entities, budget: Budget): Finds {
  const found = new Map<ValueSource, string | undefined>()
  let spoken: Spoken | undefined
  return {
    from,
    budget,
    read(source) {
      if (!found.has(source)) found.set(source, source(from))
      return found.get(source)
    },
    spoken() {
      spoken ??= spokenIn(from)
      return spoken
    },
    claimed: new Set(),
  }
}

function stringFor(
  name: string,
  schema: JsonObject,
  required: boolean,
  finds: Finds,
): string | undefined {
  const { from, budget, read, claimed } = finds
  budget.spend(from.text.length / 4)
  const byName = stated(name, from) ?? labelled(name, from)
  if (byName !== undefined) return byName
  const options = optionsIn(schema['description'])
  const option = options.length < 2 ? undefined : enumFor(options, finds)
  if (typeof option === 'string') return option
  const { format, description, pattern } = schema
  if (typeof pattern === 'string') {
    const found = ofForm(pattern, from, budget)
    if (found !== undefined) return found
  }
  if (format === 'email') return from.emails[0]
  if (format === 'uri' || format === 'url') return from.urls[0]
  if (format === 'date' || format === 'date-time')
    return from.dates.find((date) => /^\d/.test(date))
  for (const text of [name, typeof description === 'string' ? description : '']) {
    const row = SOURCES.find(([named]) => named.test(text))
    if (row === undefined) continue
    const found = (row.slice(1) as ValueSource[]).flatMap((source) => read(source) ?? [])
    // Two arguments rarely mean the same name.
    const value = found.find((each) => !claimed.has(each)) ?? found[0]
    if (value !== undefined) return value
    // If the name identifies the value, nothing else is used.
    if (text === name) return undefined
  }
  if (!required) return undefined
  return [from.quoted[0], from.places[0], ...from.names].find(
    (value) => value !== undefined && !claimed.has(value),
  )
}

/** The options that a description lists: `Priority level: low, medium, high`. */
function optionsIn(description: Json | undefined): string[] {
  const options = typeof description === 'string' ? OPTIONS.exec(description)?.[1] : undefined
  return options?.match(/\w+/g)?.filter((word) => !/^(?:or|and)$/.test(word)) ?? []
}
const OPTIONS = /[:(] ?((?:["'`]?\w+["'`]?(?:, (?:or |and )?| or )){1,8}["'`]?\w+["'`]?)\)?\.?$/

function enumFor(allowed: Json[], { spoken, budget }: Finds): Json | undefined {
  const prompt = spoken()
  budget.spend(allowed.length)
  let longest: string | undefined
  for (const value of allowed) {
    if (typeof value !== 'string' || value.length <= (longest?.length ?? 0)) continue
    const [first, ...rest] = words(value)
    if (first === undefined || !prompt.words.has(first)) continue
    budget.spend(prompt.text.length / 64)
    if (rest.length === 0 || prompt.text.includes(` ${[first, ...rest].join(' ')} `))
      longest = value
  }
  return (
    longest ??
    allowed.find(
      (value) => typeof value === 'string' && prompt.stems.has(stem(value.toLowerCase())),
    ) ??
    moodOf(allowed, prompt.text)
  )
}

function listFor(name: string, schema: JsonObject, from: Entities): Json[] | undefined {
  const items = isObject(schema['items']) ? schema['items'] : {}
  if (items['type'] === 'number' || items['type'] === 'integer')
    return from.numbers.length > 0 ? from.numbers : undefined
  if (items['type'] !== 'string' || items['enum'] !== undefined) return undefined
  if (/email|recipient/i.test(name)) return from.emails.length > 0 ? from.emails : undefined
  if (from.quoted.length > 0) return from.quoted
  return /cit|location|place|countr|destination/i.test(name) && from.places.length > 0
    ? from.places
    : undefined
}

function typeOf(schema: JsonObject): Json | undefined {
  const { type } = schema
  return Array.isArray(type) ? type.find((each) => each !== 'null') : type
}

const ANSWER = /^(?:(?:final_?)?(?:answer|result|output|response|solution)|capital)$/i
const MAX_NAME = 100
const HINT_STEPS = 50

/** Hints for the generator: what the prompt holds for each argument. Each number is used once. */
export function hintsFrom(from: Entities, budget: Budget): NonNullable<Guide['hint']> {
  const used = new Set<number>()
  const taken = new Map<string, Json | undefined>()
  const finds = findsIn(from, budget)
  const find = (name: string, schema: JsonObject, required: boolean): Json | undefined => {
    budget.spend(HINT_STEPS)
    if (name === '' || name.length > MAX_NAME) return undefined
    if (Array.isArray(schema['enum'])) return enumFor(schema['enum'], finds)
    const type = typeOf(schema)
    const known = ANSWER.test(name) ? knownAnswer(from.text)?.value : undefined
    if (known !== undefined && type !== 'boolean') return type === 'string' ? `${known}` : known
    if (type === 'string') return stringFor(name, schema, required, finds)
    if (type === 'number' || type === 'integer') {
      budget.spend(from.text.length)
      return numberFor(name, schema, required, from, used)
    }
    if (type === 'array') return listFor(name, schema, from)
    if (type !== 'boolean') return undefined
    return words(name).some((each) => finds.spoken().words.has(each)) ? true : undefined
  }
  return (name, schema, required) => {
    // Optional members are looked up twice: whether to make them, and what to make.
    const key = `${name} ${required}`
    if (!taken.has(key)) taken.set(key, find(name, schema, required))
    const value = taken.get(key)
    if (typeof value === 'string') finds.claimed.add(value)
    return value
  }
}
