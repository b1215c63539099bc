import type { Json, JsonObject } from '../../json.ts'
import type { Budget } from '../budget.ts'

/** What values are made from beside the schema. */
export interface Guide {
  /** A value that the request itself holds for a member of that name. It is used when the schema allows it. */
  hint?: (name: string, schema: JsonObject, required: boolean) => Json | undefined
  /** What invented strings are about. */
  about: string
  /** Make members that the schema does not require. */
  optional: boolean
}

/** Where in the value the generator is. */
export interface Place {
  root: Json
  guide: Guide
  budget: Budget
  /** The member's name, or its list's. */
  name: string
  required: boolean
  /** Whether hints apply. They do not for the items of a list, which would all be the same. */
  hinted: boolean
  /** Which item of a list. */
  nth: number
  depth: number
}

/** Makes a value for a schema: the generator, handed to the makers of lists and objects. */
export type Make = (schema: Json, at: Place) => Json

/** Deeper than this only what is required is made, so that schemas that contain themselves come to an end. */
export const LEAN = 5

export function limit(schema: JsonObject, keyword: string, otherwise: number): number {
  const value = schema[keyword]
  return typeof value === 'number' ? value : otherwise
}
