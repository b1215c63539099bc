import type { AwsError } from '../aws/errors.ts'
import type { Answer, Served } from '../bedrock/answer.ts'
import type { Wire, Delivery } from '../bedrock/wire.ts'
import { summaryOf } from '../guardrails/summary.ts'
import type { GuardrailSummary } from '../guardrails/summary.ts'
import { redactText } from '../redaction/redact.ts'
import type { Tap } from './copy.ts'
import type { KeptHeaders } from './kept-headers.ts'

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
  headers: KeptHeaders
}

export const hasDetails = ({ kind, guarded, served }: Answer): boolean =>
  kind === 'deltas' || guarded !== undefined || served !== undefined

/** Details of the answer, if it has any. */
export function detailsOf(answer: Answer): { guardrail?: GuardrailSummary; served?: Served } {
  const { served } = answer
  const guarded = answer.kind === 'deltas' ? answer.arrived.guarded : answer.guarded
  const guardrail = guarded && summaryOf(guarded)
  return {
    ...(guardrail !== undefined && { guardrail }),
    ...(served !== undefined && { served: { ...served, model: redactText(served.model) } }),
  }
}

/** The error that the client got, at once or in mid-stream. */
export function errorIn({ answer, wire }: Pick<Outcome, 'answer' | 'wire'>): AwsError | undefined {
  if (answer.kind === 'error') return answer.error
  return wire.fault?.error ?? (answer.kind === 'deltas' ? answer.arrived.error : undefined)
}
