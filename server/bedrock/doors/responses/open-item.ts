import type { JsonObject } from '../../../json.ts'
import { stringOf } from '../../../json-fields.ts'
import type { Emitter } from './emitter.ts'

/** An item of an answer that is being written. */
export interface OpenItem {
  /** The next piece of its text, or of its arguments. */
  add(piece: string, tokens: number): void
  close(status: 'completed' | 'incomplete'): void
}

/** Puts an item into the answer; what is changed of it later is seen in the answer as well. */
export function begin(
  to: Emitter,
  item: JsonObject,
  shown: JsonObject = { ...item },
): { item: JsonObject; place: Place } {
  const place = {
    output_index: to.output.length,
    id: stringOf(item['id'] ?? item['item_id']) ?? '',
  }
  to.emit('response.output_item.added', { item: shown, output_index: place.output_index })
  to.output.push(item)
  return { item, place }
}

interface Place {
  output_index: number
  id: string
}

export function end(to: Emitter, item: JsonObject, { output_index }: Place): void {
  to.emit('response.output_item.done', { item, output_index })
}
