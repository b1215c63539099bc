import type { Json, JsonObject } from './json.ts'
import { isObject } from './json.ts'

// Reading members of native bodies: a member of another kind counts as absent.

type Member = Json | undefined

export const stringOf = (value: Member) => (typeof value === 'string' ? value : undefined)

/** A text, or an empty one. */
export const textOf = (value: Member): string => (typeof value === 'string' ? value : '')

export const numberOf = (value: Member) => (typeof value === 'number' ? value : undefined)

export const listOf = (value: Member): Json[] => (Array.isArray(value) ? value : [])

const NO_MEMBERS: JsonObject = Object.freeze({})

export const objectOf = (value: Member): JsonObject => (isObject(value) ? value : NO_MEMBERS)

export const objectsOf = (value: Member): JsonObject[] => listOf(value).filter(isObject)

export const stringsOf = (value: Member): string[] =>
  listOf(value).filter((item) => typeof item === 'string')

export const numbersOf = (value: Member): number[] =>
  listOf(value).filter((item) => typeof item === 'number')

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** The members that have a value, since absent and undefined are two things here. */
export function given<T extends object>(members: T): Given<T> {
  const kept: Partial<T> = {}
  for (const key in members) if (members[key] !== undefined) kept[key] = members[key]
  return kept as Given<T>
}
