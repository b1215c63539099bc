import type { ToolResult } from '../neutral/prompt.ts'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { MAKER } from './samples.ts'
import { words } from './terms.ts'
import type { ToolExchange } from './text/subject.ts'

const MAX_LENGTH = 400

function parsed(text: string): Json {
  if (!/^\s*[[{]/.test(text)) return text
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

/** What a tool returned: its JSON, or its text. */
function valueOf({ content }: ToolResult): Json {
  const values = content.flatMap(
    (part) => part.json ?? (part.text === undefined ? [] : parsed(part.text)),
  )
  return values.length === 1 ? (values[0] ?? null) : values
}

/** A value in words: `city Paris, temperature 22`. */
function inWords(value: Json): string {
  if (Array.isArray(value)) return value.map(inWords).join('; ')
  if (!isObject(value)) return String(value)
  return Object.entries(value)
    .map(([name, member]) => `${words(name).join(' ')} ${inWords(member)}`)
    .join(', ')
}

const short = (value: Json): string => inWords(value).trim().slice(0, MAX_LENGTH)

function sentence({ call, result }: ToolExchange): string {
  const text = short(valueOf(result))
  const name = call?.name ?? 'the tool'
  if (result.status === 'error') return `${name} failed: ${text === '' ? 'no reason given' : text}.`
  const input = short(call?.input ?? {})
  return `${name}${input === '' ? '' : ` (${input})`} says: ${text === '' ? 'nothing' : text}.`
}

/** Puts the results of tools into words. Each call and its result appear once. */
export function answerFrom(exchanges: readonly ToolExchange[]): string {
  const sentences = exchanges.map((exchange) => sentence(exchange).replace(/([.!?])\.$/, '$1'))
  return `${[...new Set(sentences)].join(' ')} (${MAKER} put this into words.)`
}

/** Finds a member's value in the results of tools, by its own name or by the name of the tool. */
export function resultHints(
  exchanges: readonly ToolExchange[],
): (name: string, type: Json | undefined) => Json | undefined {
  const members: JsonObject = {}
  const scalars: { of: Set<string>; value: Json }[] = []
  for (const { call, result } of exchanges) {
    if (result.status === 'error') continue
    const value = valueOf(result)
    if (isObject(value)) Object.assign(members, value)
    // `get_user_country` returns a country.
    else if (!Array.isArray(value)) scalars.unshift({ of: new Set(words(call?.name ?? '')), value })
  }
  return (name, type) => {
    if (Object.hasOwn(members, name)) return members[name]
    const parts = words(name)
    const isResult = /^(?:result|answer|output)$/i.test(name)
    const found = scalars.find(({ of }) => isResult || parts.every((part) => of.has(part)))
    return found === undefined ? undefined : cast(found.value, type)
  }
}

/** Many tools return numbers as text. */
function cast(value: Json, type: Json | undefined): Json | undefined {
  if (type !== 'number' && type !== 'integer') return value
  const figure = typeof value === 'string' ? /-?\d+(?:\.\d+)?/.exec(value)?.[0] : value
  return figure === undefined ? undefined : Number(figure)
}

/** The last result, if it is a single value. A chain of tools passes it on. */
export function lastValue(exchanges: readonly ToolExchange[]): Json | undefined {
  const last = exchanges.at(-1)
  const value = last === undefined || last.result.status === 'error' ? null : valueOf(last.result)
  return value === null || typeof value === 'object' ? undefined : value
}
