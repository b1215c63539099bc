import { isObject } from '../../../json.ts'
import type { JsonObject } from '../../../json.ts'
import { objectsOf, stringOf } from '../../../json-fields.ts'
import type { Call } from '../../types.ts'
import { conversationOf, requestOf } from './conversation.ts'
import { responsesOf } from './store.ts'

/** Keeps a response for requests that refer to it, unless its own request says not to. */
export function keep(call: Call, response: JsonObject, begun?: JsonObject): void {
  const id = stringOf(response['id'])
  if (id === undefined || requestOf(call)['store'] === false) return
  const { input, items } = known(call)
  const output = objectsOf(response['output'])
  // The answer takes about as much as its tokens say.
  const bytes = call.raw.length + TOKEN_BYTES * outputTokens(response)
  const stored = { response, input, items: [...items, ...output], bytes }
  responsesOf(call.session).add(id, begun === undefined ? stored : { ...stored, begun })
}

const TOKEN_BYTES = 8

function outputTokens({ usage }: JsonObject): number {
  const count = isObject(usage) ? usage['output_tokens'] : undefined
  return typeof count === 'number' ? count : 0
}

/** A recorded answer may continue a response that this server has never had. */
function known(call: Call): ReturnType<typeof conversationOf> {
  try {
    return conversationOf(call)
  } catch {
    return { input: [], items: [] }
  }
}
