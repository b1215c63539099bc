import { isObject } from '../../json.ts'
import type { Json, JsonObject } from '../../json.ts'

// What OpenAI's APIs refuse of any request, in their words.

export const isAbsent = (value: Json | undefined): boolean => value === undefined || value === null

export function missingFault(body: JsonObject, names: readonly string[]): string | undefined {
  const name = names.find((member) => isAbsent(body[member]))
  return name === undefined ? undefined : `Missing required parameter: '${name}'.`
}

type JsonType = 'a string' | 'a boolean' | 'an integer' | 'a number' | 'an object' | 'an array'

const IS: Readonly<Record<JsonType, (value: Json) => boolean>> = {
  'a string': (value) => typeof value === 'string',
  'a boolean': (value) => typeof value === 'boolean',
  'an integer': (value) => Number.isInteger(value),
  'a number': (value) => typeof value === 'number',
  'an object': isObject,
  'an array': Array.isArray,
}

/** Members of a request, and what they may be. */
export type Members = Readonly<Record<string, readonly JsonType[]>>

export function kindFault(body: JsonObject, members: Members): string | undefined {
  for (const name in body) {
    const value = body[name]
    const kinds = Object.hasOwn(members, name) ? members[name] : undefined
    if (value === undefined || value === null || kinds === undefined) continue
    if (!isOneOf(value, kinds))
      return `Invalid type for '${name}': expected ${kinds.join(' or ')}, but got ${kindOf(value)} instead.`
  }
  return undefined
}

function isOneOf(value: Json, kinds: readonly JsonType[]): boolean {
  for (const kind of kinds) if (IS[kind](value)) return true
  return false
}

export function kindOf(value: Json): string {
  if (Number.isInteger(value)) return 'an integer'
  const kind = (Object.keys(IS) as JsonType[]).find((name) => IS[name](value))
  return kind ?? 'null'
}

/** The first fault of a member that is a list of objects. */
export function listFault(
  list: Json | undefined,
  name: string,
  faultOf: (one: JsonObject, where: string) => string | undefined,
): string | undefined {
  if (!Array.isArray(list)) return undefined
  if (list.length === 0) return emptyArray(name)
  for (const [at, one] of list.entries()) {
    const where = `${name}[${at}]`
    const fault = isObject(one)
      ? faultOf(one, where)
      : `Invalid type for '${where}': expected an object, but got ${kindOf(one)} instead.`
    if (fault !== undefined) return fault
  }
  return undefined
}

const quoted = (value: Json | undefined): string =>
  typeof value === 'string' ? `'${value}'` : JSON.stringify(value)

/** `'auto', 'default', and 'flex'` */
function quotedList(words: readonly string[]): string {
  const all = words.map((word) => `'${word}'`)
  if (all.length < 3) return all.join(' and ')
  return `${all.slice(0, -1).join(', ')}, and ${all.at(-1) ?? ''}`
}

/** A value that is none of a few words. */
export const unlistedValue = (value: Json | undefined, words: readonly string[]): string =>
  `Invalid value: ${quoted(value)}. Supported values are: ${quotedList(words)}.`

const emptyArray = (name: string): string =>
  `Invalid '${name}': empty array. Expected an array with minimum length 1, but got an empty array instead.`

/** A JSON schema that an answer follows needs a name and the schema. */
export function schemaFault({ name, schema }: JsonObject, where: string): string | undefined {
  if (typeof name !== 'string') return `Missing required parameter: '${where}.name'.`
  return isObject(schema) ? undefined : `Missing required parameter: '${where}.schema'.`
}

export const EFFORTS = ['none', 'low', 'medium', 'high', 'xhigh']

export const effortFault = (effort: string, model: string, efforts = EFFORTS): string | undefined =>
  efforts.includes(effort)
    ? undefined
    : `Unsupported value: '${effort}' is not supported with the '${model}' model. Supported values are: ${quotedList(efforts)}.`

export const SERVICE_TIERS = ['auto', 'default', 'flex', 'priority']

export const TOOL_CHOICES = ['none', 'auto', 'required']

/** Images come with the request, or from S3; nothing is fetched from the web. */
const IMAGES = /^(?:data:image\/|s3:\/\/)/

export const imageFault = (url: string, where: string): string | undefined =>
  IMAGES.test(url)
    ? undefined
    : `Invalid '${where}': expected a base64-encoded data URL with an image, or an s3:// URL.`

export const unsupportedParameter = (name: string): string =>
  `Unsupported parameter: '${name}' is not supported with this model.`

/** An id without the prefix of a geography. */
export const withoutGeography = (model: string): string =>
  model.replace(/^(?:global|us|eu|apac|jp|au)\./, '')
