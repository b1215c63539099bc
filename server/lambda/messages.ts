import type { TemplateFunction } from './template.ts'

// The messages between the server and the process of a function.

export interface Invoke {
  type: 'invoke'
  requestId: string
  /** The event as JSON text. */
  event: string
  deadlineMs: number
  arn: string
  traceId: string
  clientContext?: string
}

/** The reader has received a chunk: the function may write the next one. */
interface Acknowledged {
  type: 'acknowledged'
}

export type ToFunction = Invoke | Acknowledged

/** An error as Lambda reports it. There is no trace when the error is not from the function's code. */
export interface FunctionError {
  errorType: string
  errorMessage: string
  trace?: string[]
  /** In Python. */
  requestId?: string
  stackTrace?: string[]
}

export type FromFunction =
  | { type: 'ready' }
  | { type: 'chunk'; bytes: Uint8Array; contentType?: string }
  | { type: 'done'; payload?: string; rss: number }
  | { type: 'failed'; error: FunctionError; rss: number }

/** Written to both outputs after each call: the log of the call is complete. */
export const LOG_END = '\u0000end of log\n'

/** A function that can be run. */
export interface LambdaFunction extends TemplateFunction {
  /** The folder with the code, instead of /var/task. */
  root: string
  /** The TypeScript source, in a clone of this project. */
  entry?: string
}
