import type { Json, JsonObject } from '../../json.ts'
import type { Budget } from '../budget.ts'

/** The input for values, apart from the schema. */
export interface Guide {
  /** A value that the request holds for a member. It is used if the schema allows it. */
  hint?: (name: string, schema: JsonObject, required: boolean) => Json | undefined
  /** What invented strings are about. */
  about: string
  /** Make members that the schema does not require. */
  optional: boolean
}

/** The generator's position in the value. */
export interface ValuePlace {
  root: Json
  guide: Guide
  budget: Budget
  /** The member's name, or its list's. */
  name: string
  required: boolean
  /** Whether hints apply. They do not in lists, where all items would be the same. */
  hinted: boolean
  /** Which item of a list. */
  nth: number
  depth: number
}

/** Makes a value for a schema. The makers of lists and objects get it as an argument. */
export type Make = (schema: Json, at: ValuePlace) => Json

/** Deeper than this only required members are made, so that recursive schemas come to an end. */
export const LEAN = 5

export function limit(schema: JsonObject, keyword: string, otherwise: number): number {
  const value = schema[keyword]
  return typeof value === 'number' ? value : otherwise
}
