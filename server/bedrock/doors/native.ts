import { isObject } from '../../json.ts'
import type { Json, JsonObject } from '../../json.ts'
import type { Reply } from '../../neutral/reply.ts'
import type { Draft } from '../draft.ts'

/** An answer that a fixture has as the API's own JSON: a body, or the events of a stream. Undefined for other answers. */
export function nativeDraft(
  reply: Reply,
  streams: boolean,
  typeOf: (event: JsonObject) => string,
): Draft | undefined {
  if (reply.kind !== 'native') return undefined
  if (!streams) return { kind: 'body', headers: [], body: isObject(reply.body) ? reply.body : {} }
  const list: Json[] = Array.isArray(reply.body) ? reply.body : [reply.body]
  const events = list
    .filter(isObject)
    .map((payload) => ({ type: typeOf(payload), payload, tokens: 1 }))
  return { kind: 'events', headers: [], events }
}
