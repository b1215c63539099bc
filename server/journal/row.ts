import type { Usage } from '../neutral/reply.ts'

/** An exchange as a table row, without bodies. Everything in it is redacted. */
export interface Row {
  readonly id: string
  readonly session: string
  readonly operation: string
  readonly model?: { sent: string }
  /** In milliseconds since 1970. */
  readonly at: number
  readonly status: number
  readonly source: string
  readonly fixture?: string
  readonly fault?: string
  readonly error?: { name: string }
  /** No fixture matched. */
  readonly missed?: true
  readonly firstByteMs?: number
  readonly totalMs: number
  /** The number of frames sent. */
  readonly events: number
  readonly usage?: Usage
  readonly cost?: number
  readonly ended: string
  readonly streams?: true
  /** Names of the tools that the caller offered. */
  readonly tools?: readonly string[]
  /** The beginning of the last message's text. */
  readonly prompt?: string
  /** The beginning of the answer's text. */
  readonly answer?: string
}

/** The row of a call in progress. */
export type BegunRow = Pick<Row, 'id' | 'session' | 'operation' | 'model' | 'at' | 'prompt'>

/** What changes on a server besides its calls; the events of the admin API name it. */
export type Changed =
  | 'fixtures'
  | 'problems'
  | 'faults'
  | 'mode'
  | 'quotas'
  | 'sessions'
  | 'journal'
  | 'lambdas'
