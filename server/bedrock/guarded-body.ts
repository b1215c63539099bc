import type { Target } from '../dialects/dialect.ts'
import { isObject } from '../json.ts'
import { habitsOf } from '../models/habits.ts'
import type { JsonObject } from '../json.ts'
import type { Reply } from '../neutral/reply.ts'
import { nativeTrace } from './guardrail-trace.ts'
import type { Call } from './types.ts'

const ACTION = 'amazon-bedrock-guardrailAction'

/** The answer for a native body: a masked answer keeps the model's stop reason. */
export function asSpoken<R extends Reply>(reply: R, { guarded }: Target): R {
  if (reply.kind !== 'message' || guarded?.intervened !== true) return reply
  const { original } = guarded
  const stopReason = original?.kind === 'message' ? original.stopReason : 'end_turn'
  return { ...reply, stopReason }
}

/** Adds the result of the guardrail to the end of a body. */
export function guardedBody(body: JsonObject, to: Target, call: Call): JsonObject {
  const { guarded } = to
  if (guarded === undefined) return acted(body, 'NONE', to, call)
  const isRefusal =
    guarded.output === undefined && habitsOf(call.model().family).bareRefusals === true
  return acted(
    { ...(isRefusal ? refusal(body) : body), ...nativeTrace(guarded, to, call) },
    guarded.intervened ? 'INTERVENED' : 'NONE',
    to,
    call,
  )
}

const refusal = ({ type, role, content }: JsonObject): JsonObject =>
  ({ type, role, content }) as JsonObject

/** Like `guardedBody`, for the chunks of a stream: the last one has the trace. */
export function guardedChunks(
  chunks: readonly JsonObject[],
  to: Target,
  call: Call,
): readonly JsonObject[] {
  return chunks.map((body, at) => guardedChunk(body, at === chunks.length - 1, to, call))
}

/** One chunk of such a stream. */
export function guardedChunk(
  body: JsonObject,
  isLast: boolean,
  to: Target,
  call: Call,
): JsonObject {
  const { guarded } = to
  const action = guarded?.intervened === true ? 'INTERVENED' : 'NONE'
  const { marksTextOnly = false } = habitsOf(call.model().family)
  if (!isLast) return !marksTextOnly || hasText(body) ? acted(body, action, to, call) : body
  const ended = acted(body, action, to, call)
  if (guarded === undefined) return ended
  const trace = nativeTrace(guarded, to, call)
  return marksTextOnly ? { ...ended, ...trace } : acted({ ...body, ...trace }, action, to, call)
}

function hasText({ contentBlockDelta }: JsonObject): boolean {
  const delta = isObject(contentBlockDelta) ? contentBlockDelta['delta'] : undefined
  return isObject(delta) && typeof delta['text'] === 'string' && delta['text'] !== ''
}

function acted(
  body: JsonObject,
  action: 'INTERVENED' | 'NONE',
  to: Target,
  call: Call,
): JsonObject {
  return isGuarded(to, call) && body[ACTION] === undefined ? { ...body, [ACTION]: action } : body
}

/** Whether the request names a guardrail, or the account enforces one. */
export const isGuarded = ({ guarded }: Target, { input }: Call): boolean =>
  guarded !== undefined || input['guardrailIdentifier'] !== undefined
