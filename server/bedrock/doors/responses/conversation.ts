import { AwsError } from '../../../aws/errors.ts'
import { isObject } from '../../../json.ts'
import type { JsonObject } from '../../../json.ts'
import { stringOf } from '../../../json-fields.ts'
import type { Prompt } from '../../../neutral/prompt.ts'
import type { Call } from '../../types.ts'
import { formOf } from './form.ts'
import { itemsOf } from './items.ts'
import { readResponseRequest } from './request.ts'
import { responsesOf } from './store.ts'

export const requestOf = ({ body }: Pick<Call, 'body'>): JsonObject => (isObject(body) ? body : {})

/** The request in the neutral form, with the turns of the responses that it continues. */
export function read(call: Call): Prompt {
  return readResponseRequest(requestOf(call), conversationOf(call).items)
}

/** The items that a request brings, and all items of its conversation. Throws if it refers to a response that is not there. */
export function conversationOf(call: Call): { input: JsonObject[]; items: JsonObject[] } {
  const { previous_response_id: previous, input: sent } = requestOf(call)
  const stored = responsesOf(call.session)
  const input = itemsOf(sent).map((item) => {
    if (item['type'] !== 'item_reference') return item
    const id = stringOf(item['id']) ?? ''
    const referred = stored.item(id)
    if (referred === undefined) throw notFound(`Item with id '${id}' not found.`)
    return referred
  })
  if (typeof previous !== 'string') return { input, items: input }
  const before = stored.get(previous)
  if (before === undefined) throw unknownResponse(call, previous)
  return { input, items: [...before.items, ...input] }
}

const notFound = (message: string) => new AwsError('ResourceNotFoundException', message)

const unknownResponse = ({ http }: Pick<Call, 'http'>, id: string): AwsError =>
  notFound(formOf(http.url) === 'brief' ? `Response '${id}' not found.` : 'Response not found.')
