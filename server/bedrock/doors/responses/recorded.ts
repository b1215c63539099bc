import type { Message, StopReason } from '../../../neutral/reply.ts'
import type { Json, JsonObject } from '../../../json.ts'
import { isObject, parseJson } from '../../../json.ts'
import { objectOf, objectsOf } from '../../../json-fields.ts'
import { turnsOf } from './items.ts'
import { readUsage } from './object.ts'

/** A recorded response in the neutral form. */
export function parseResponse(body: Json): Message {
  const response = objectOf(body)
  const items = objectsOf(response['output'])
  return {
    kind: 'message',
    content: turnsOf(items).messages.flatMap(({ content }) => content),
    stopReason: stopOf(response, items),
    usage: readUsage(objectOf(response['usage'])),
    latencyMs: 0,
  }
}

function stopOf(response: JsonObject, items: readonly JsonObject[]): StopReason {
  const { reason } = objectOf(response['incomplete_details'])
  if (reason === 'content_filter') return 'content_filtered'
  if (response['status'] === 'incomplete') return 'max_tokens'
  if (items.some(({ type }) => type === 'function_call')) return 'tool_use'
  const parts = items.flatMap(({ content }) => objectsOf(content))
  return parts.some(({ type }) => type === 'refusal') ? 'content_filtered' : 'end_turn'
}

/** The response in a recorded body or its last event; undefined if there is none. */
export function responseIn(body: Buffer | readonly { payload: string }[]): JsonObject | undefined {
  if (!Buffer.isBuffer(body)) return lastOf(eventsOf(body))
  const response = parseJson(body)
  return isObject(response) ? response : undefined
}

const eventsOf = (events: readonly { payload: string }[]): JsonObject[] =>
  events.map(({ payload }) => parseJson(payload)).filter(isObject)

function lastOf(events: readonly JsonObject[]): JsonObject | undefined {
  const last = events.findLast((event) => isObject(event['response']) && isOver(event))
  return last && objectOf(last['response'])
}

/** The recorded events of a response. One that was cut off has the items that were complete. */
export function joinResponse(events: readonly { payload: string }[]): Message {
  const all = eventsOf(events)
  const response = lastOf(all)
  if (response !== undefined) return parseResponse(response)
  const done = all.filter(({ type }) => type === 'response.output_item.done')
  return parseResponse({ output: done.map(({ item }) => objectOf(item)) })
}

const isOver = ({ type }: JsonObject) =>
  type === 'response.completed' || type === 'response.incomplete'
