import { AwsError } from '../../../aws/errors.ts'
import { parseJson } from '../../../json.ts'
import type { Json, JsonObject } from '../../../json.ts'
import { numberOf, objectOf, stringOf } from '../../../json-fields.ts'
import type { Call } from '../../types.ts'
import type { Stored, StoredEvent } from './store.ts'
import { responsesOf } from './store.ts'
import { sorted } from './form.ts'
import { withIds } from './input-ids.ts'

// What becomes of a response after it was answered.

const idOf = ({ input }: Call): string => stringOf(input['responseId']) ?? ''

function storedFor(call: Call): Stored {
  const stored = responsesOf(call.session).get(idOf(call))
  if (stored === undefined)
    throw new AwsError('ResourceNotFoundException', 'The requested resource could not be found.')
  return stored
}

/** A background response is complete by the time it is polled. */
export function getResponse(call: Call): JsonObject {
  const stored = storedFor(call)
  delete stored.begun
  return stored.response
}

/** As on OpenAI's own service, only a response in the background can be streamed again. */
export function streamResponse(call: Call): readonly StoredEvent[] | undefined {
  const { stream, starting_after: after = -1 } = call.input
  if (stream !== 'true') return undefined
  const { events, response } = storedFor(call)
  if (events !== undefined)
    return events.filter(({ payload }) => sequenceIn(payload) > (numberOf(after) ?? -1))
  const lacking = response['background'] === true ? 'stream=true' : 'background=true'
  throw new AwsError(
    'ValidationException',
    `This response cannot be streamed because it was not created with ${lacking}.`,
  )
}

const sequenceIn = (payload: string): number =>
  numberOf(objectOf(parseJson(payload))['sequence_number']) ?? 0

export function deleteResponse(call: Call): JsonObject {
  storedFor(call)
  responsesOf(call.session).delete(idOf(call))
  return { deleted: true, id: idOf(call), object: 'response' }
}

export function cancelResponse(call: Call): JsonObject {
  const stored = storedFor(call)
  if (stored.begun === undefined)
    throw new AwsError('ValidationException', 'Cannot cancel a synchronous response.')
  const response = { ...stored.begun, status: 'cancelled' }
  const { input, items, bytes } = stored
  responsesOf(call.session).add(idOf(call), { response, input, items, bytes })
  return response
}

const MAX_PAGE = 100

export function listInputItems(call: Call): JsonObject {
  const input = shownItems(storedFor(call).input, idOf(call))
  const { after, limit = 20, order = 'desc' } = call.input
  const size = numberOf(limit) ?? 0
  if (!Number.isInteger(size) || size < 1 || size > MAX_PAGE)
    throw new AwsError(
      'ValidationException',
      `Invalid 'limit': expected an integer between 1 and ${MAX_PAGE}, but got ${JSON.stringify(limit)} instead.`,
    )
  const items = order === 'asc' ? input : input.toReversed()
  const start = after === undefined ? 0 : items.findIndex(({ id }) => id === after) + 1
  const data = items.slice(start, start + size).map(sorted)
  return {
    data,
    first_id: data[0]?.['id'] ?? null,
    has_more: start + size < items.length,
    last_id: data.at(-1)?.['id'] ?? null,
    object: 'list',
  }
}

/** The items of a request as their list shows them: with ids, and texts as parts. */
function shownItems(input: readonly JsonObject[], responseId: string): JsonObject[] {
  return withIds(input, responseId).map((item) => {
    const { type = 'message', status = 'completed', ...rest } = item
    if (type !== 'message') return { ...rest, status, type }
    return { ...rest, content: partsOf(item['content'], item['role']), status, type }
  })
}

function partsOf(content: Json | undefined, role: Json | undefined): Json {
  if (typeof content !== 'string') return content ?? []
  return [{ text: content, type: role === 'assistant' ? 'output_text' : 'input_text' }]
}
