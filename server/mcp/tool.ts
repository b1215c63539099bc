import type { JsonObject } from '../json.ts'
import type { ObjectShape } from '../shape/shape.ts'
import type { AdminConnection } from './connection.ts'

/** The side effect of a tool. */
type Effect =
  | 'nothing'
  /** State of the server that a reset clears. */
  | 'adds'
  | 'removes'
  /** A file. */
  | 'writes'
  /** A call of Bedrock, which goes to AWS in some modes. */
  | 'calls'

/** A tool that a coding agent may call. */
export interface Tool {
  readonly name: string
  readonly title: string
  /** Its purpose; `changes` is appended. */
  readonly does: string
  /** A sentence for agents, and for people who have to allow a call. */
  readonly changes: string
  readonly effect: Effect
  readonly input: ObjectShape
  run(input: JsonObject, server: AdminConnection): Promise<unknown>
}

/** The hints of the protocol. */
export function annotationsOf({ title, effect }: Tool): Record<string, string | boolean> {
  return {
    title,
    readOnlyHint: effect === 'nothing',
    destructiveHint: effect === 'removes' || effect === 'writes',
    idempotentHint: effect === 'nothing' || effect === 'removes' || effect === 'writes',
    openWorldHint: effect === 'calls',
  }
}
