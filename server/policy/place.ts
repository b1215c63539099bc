import { ConfigError } from '../settings/config.ts'
import type { JsonObject } from '../json.ts'

/** The keys and indexes that lead to an element. */
export type ElementPath = readonly (string | number)[]

interface Where {
  path?: ElementPath
  /** The line and column of a text that cannot be parsed, and the problem without its surroundings. */
  syntax?: { line: number; column: number; problem: string }
}

/** An invalid policy, and the position of the error. */
export class PolicyError extends ConfigError {
  readonly path: ElementPath
  readonly syntax: Where['syntax']

  constructor(message: string, { path = [], syntax }: Where = {}) {
    super(message)
    this.path = path
    this.syntax = syntax
  }
}

/** A location in the policy file, for error messages. */
export interface PolicyPlace {
  text: string
  path: ElementPath
  at(key: string | number): PolicyPlace
  wrong(message: string): PolicyError
  note(message: string): void
  /** Rejects unknown elements. */
  onlyThese(value: JsonObject, elements: readonly string[], what: string): void
}
