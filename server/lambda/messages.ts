import type { TemplateFunction } from './template.ts'

// What the server and a function's process say to each other.

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

/** The consumer has taken a chunk: the function may write the next. */
interface Taken {
  type: 'taken'
}

export type ToFunction = Invoke | Taken

/** Lambda's shape of an error; the trace is missing where no code of the function's failed. */
export interface FunctionError {
  errorType: string
  errorMessage: string
  trace?: string[]
}

export type FromFunction =
  | { type: 'ready' }
  | { type: 'chunk'; bytes: Uint8Array; contentType?: string }
  | { type: 'done'; payload?: string; rss: number }
  | { type: 'failed'; error: FunctionError; rss: number }

/** Written to both outputs after each call, so that the reader knows when it has all of a call's log. */
export const LOG_END = '\u0000end of log\n'

/** A function that can be run. */
export interface LambdaFunction extends TemplateFunction {
  /** The folder that stands for /var/task. */
  root: string
  /** The TypeScript behind it, in a clone of this project. */
  entry?: string
}
