import type { JsonObject } from '../../../json.ts'
import { parseJson } from '../../../json.ts'
import { objectOf } from '../../../json-fields.ts'
import type { Emitter } from './emitter.ts'
import { begin, end } from './open-item.ts'
import type { OpenItem } from './open-item.ts'

export function openCall(to: Emitter, name: string, givenId: string): OpenItem {
  const call_id = givenId === '' ? to.callId() : givenId
  const id = to.itemId('fc_')
  const shown = { arguments: '', call_id, name, status: 'in_progress', type: 'function_call' }
  // Observed of whole answers in the brief form: these two in place of the id. That events have the id is inferred from
  // clients, which need it to tell calls apart.
  const own = to.form === 'full' ? { id } : { item_id: id, output_index: to.output.length }
  const inEvent = (item: JsonObject) => inOrder({ ...item, id }, ['item_id', 'output_index'])
  const { item, place } = begin(to, inOrder({ ...shown, ...own }), inEvent(shown))
  const at = { item_id: id, output_index: place.output_index }
  let json = ''
  const add: OpenItem['add'] = (delta, tokens) => {
    json += delta
    const padding = to.form === 'full' ? { obfuscation: '' } : {}
    to.emit('response.function_call_arguments.delta', { ...at, delta, ...padding }, tokens)
  }
  return {
    add,
    close(status) {
      // Clients parse the arguments of a complete call.
      if (status === 'completed' && json.trim() === '') add('{}', 1)
      to.emit('response.function_call_arguments.done', { ...at, arguments: json })
      item['arguments'] = json
      item['status'] = status
      end(to, inEvent(item), place)
    },
  }
}

const CALL_ORDER = [
  'arguments',
  'call_id',
  'id',
  'item_id',
  'name',
  'output_index',
  'status',
  'type',
]

const inOrder = (item: JsonObject, without: readonly string[] = []): JsonObject =>
  Object.fromEntries(
    CALL_ORDER.flatMap((name) =>
      item[name] === undefined || without.includes(name) ? [] : [[name, item[name]]],
    ),
  )

/** A search that the service ran itself. Its query is known when all of it has arrived. */
export function openSearch(to: Emitter): OpenItem {
  let json = ''
  return {
    add(piece) {
      json += piece
    },
    close() {
      const { query = '' } = objectOf(parseJson(json))
      const { item, place } = begin(to, {
        action: { query, type: 'search' },
        id: to.itemId('ws_'),
        status: 'in_progress',
        type: 'web_search_call',
      })
      for (const stage of ['in_progress', 'searching', 'completed'])
        to.emit(`response.web_search_call.${stage}`, {
          item_id: place.id,
          output_index: place.output_index,
        })
      item['status'] = 'completed'
      end(to, item, place)
    },
  }
}
