import type { JsonObject } from '../../../json.ts'
import { isObject } from '../../../json.ts'
import { listOf, objectsOf, stringOf } from '../../../json-fields.ts'
import { ITEMS } from './items.ts'

/** What `parseResponse` leaves out of a response, or of the last one among events. */
export function unread(payloads: readonly JsonObject[]): string[] {
  const event = payloads.findLast(({ response }) => isObject(response))
  const { output } = isObject(event?.['response']) ? event['response'] : (payloads[0] ?? {})
  const items = objectsOf(output)
  const types = items.map(({ type }) => stringOf(type) ?? '').filter((type) => !ITEMS.has(type))
  const parts = items.flatMap(({ content }) => objectsOf(content))
  const annotations = parts.flatMap((part) => objectsOf(part['annotations']))
  return [
    ...new Set(types.map((type) => `items of the type ${type}`)),
    ...(parts.some(({ logprobs }) => listOf(logprobs).length > 0) ? ['log probabilities'] : []),
    ...(annotations.some(({ type }) => type !== 'url_citation') ? ['annotations'] : []),
  ]
}
