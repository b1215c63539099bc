import type { Tap } from './copy.ts'
import type { Answer } from '../bedrock/answer.ts'
import type { Wire, Delivery } from '../bedrock/wire.ts'

/** The outcome of a call. */
export interface Outcome {
  answer: Answer
  wire: Wire
  tap: Tap | undefined
  delivery: Delivery
  /** Milliseconds from the request to the start of sending. */
  sentMs: number
  totalMs: number
  userAgent: string
}
