import { createIds } from '../../ids.ts'
import type { Json, JsonObject } from '../../../json.ts'
import { objectsOf, stringOf } from '../../../json-fields.ts'
import type { Call } from '../../types.ts'
import { conversationOf, requestOf } from './conversation.ts'
import { responsesOf } from './store.ts'

/** Keeps a response for requests that refer to it, unless its own request says not to. */
export function keep(call: Call, response: JsonObject, begun?: JsonObject): void {
  const id = stringOf(response['id'])
  if (id === undefined || requestOf(call)['store'] === false) return
  const { input, items } = known(call)
  const ids = createIds(() => id)
  const own = input.map((item) => shown(item, () => ids(prefixOf(item), 32, 'hex')))
  const output = objectsOf(response['output'])
  const bytes = call.raw.length + JSON.stringify(output).length
  const all = [...items.slice(0, items.length - input.length), ...own, ...output]
  const stored = { response, input: own, items: all, bytes }
  responsesOf(call.session).add(id, begun === undefined ? stored : { ...stored, begun })
}

/** A recorded answer may continue a response that this server has never had. */
function known(call: Call): ReturnType<typeof conversationOf> {
  try {
    return conversationOf(call)
  } catch {
    return { input: [], items: [] }
  }
}

const PREFIX: Readonly<Record<string, string>> = {
  function_call: 'fc_',
  function_call_output: 'fco_',
  reasoning: 'rs_',
}

const prefixOf = ({ type }: JsonObject) => PREFIX[stringOf(type) ?? ''] ?? 'msg_'

/** An item of the request as the list of input items shows it. */
function shown(item: JsonObject, makeId: () => string): JsonObject {
  const { id = makeId(), status = 'completed', type = 'message', ...rest } = item
  const { content } = rest
  if (type !== 'message') return { ...rest, id, status, type }
  return { ...rest, content: partsOf(content, rest['role']), id, status, type }
}

function partsOf(content: Json | undefined, role: Json | undefined): Json {
  if (typeof content !== 'string') return content ?? []
  return [{ text: content, type: role === 'assistant' ? 'output_text' : 'input_text' }]
}
