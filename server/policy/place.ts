import type { ConfigError } from '../settings/config.ts'
import type { JsonObject } from '../json.ts'

/** A location in the policy file, for error messages. */
export interface Place {
  text: string
  at(key: string | number): Place
  wrong(message: string): ConfigError
  note(message: string): void
  /** Rejects unknown elements. */
  onlyThese(value: JsonObject, elements: readonly string[], what: string): void
}
