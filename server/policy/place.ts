import type { ConfigError } from '../settings/config.ts'
import type { JsonObject } from '../json.ts'

/** Where in the file something stands, and how to say what is wrong with it. */
export interface Place {
  text: string
  at(key: string | number): Place
  wrong(says: string): ConfigError
  note(says: string): void
  /** Refuses elements beside these. */
  onlyThese(value: JsonObject, elements: readonly string[], what: string): void
}
