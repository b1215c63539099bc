import type { Operation } from '../bedrock/types.ts'
import type { Frame } from '../framing/framing.ts'
import { isObject, parseJson } from '../json.ts'

/** The last event of Anthropic's Messages, and of OpenAI's Responses. */
const LAST = /^(?:message_stop|response\.(?:completed|incomplete|failed))$/

/**
 * Whether a stream ended early although every frame is complete. Recorders keep what they have when the client leaves.
 */
export function isCutShort(
  frames: readonly Frame[],
  { native, framing, door }: Operation,
): boolean {
  const last = frames.at(-1)
  if (last === undefined || last.kind === 'exception') return false
  if (native === true) return !hasMetrics(last)
  if (framing?.end !== undefined) return !last.payload.equals(framing.decode(framing.end).payload)
  if (door === undefined) return false
  const event = parseJson(last.payload)
  const type = isObject(event) ? event['type'] : undefined
  return !LAST.test(typeof type === 'string' ? type : last.type)
}

/** The last chunk of every model contains the token counts of the invocation. */
function hasMetrics({ payload }: Frame): boolean {
  const event = parseJson(payload)
  const bytes = isObject(event) ? event['bytes'] : undefined
  if (typeof bytes !== 'string') return true
  return Buffer.from(bytes, 'base64').includes('amazon-bedrock-invocationMetrics')
}
