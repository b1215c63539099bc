import { AwsError } from '../../../aws/errors.ts'
import { serverSentEvents } from '../../../framing/sse.ts'
import type { Framing } from '../../../framing/framing.ts'
import { isObject } from '../../../json.ts'
import type { Json } from '../../../json.ts'
import { objectOf, objectsOf, stringOf } from '../../../json-fields.ts'
import type { Call, Door, Operation } from '../../types.ts'
import type { Strictness } from '../../strictness.ts'
import { checkModel } from '../check-model.ts'
import { hostOf } from '../host.ts'
import { refuseFiles } from '../missing-file.ts'
import { openAiError, refuseAsOpenAi } from '../openai-error.ts'
import { responseFault } from './check.ts'
import { read } from './conversation.ts'
import { formOf, jsonText } from './form.ts'
import { keepSent } from './keep.ts'
import { joinResponse, parseResponse } from './recorded.ts'
import { shows } from './shows.ts'
import * as kept from './stored.ts'
import { unread } from './unread.ts'
import { writeArriving, writeBody, writeEvents } from './write.ts'

// OpenAI's Responses.

function check(call: Call, strictness: Strictness): string[] {
  const { body } = call
  if (!isObject(body)) throw invalid('Failed to parse the request body as JSON')
  const fault = responseFault(body, formOf(call.http.url))
  if (fault !== undefined) throw invalid(fault)
  refuseFiles(objectsOf(body['input']).flatMap(({ content, output }) => [content, output]))
  if (body['background'] === true && hostOf(call) === 'runtime')
    throw invalid('The background parameter is not supported.')
  return checkModel(call, strictness, 'responses')
}

const invalid = (message: string) => new AwsError('ValidationException', message)

const door: Door = {
  refuse: refuseAsOpenAi,
  check,
  parse: parseResponse,
  join: joinResponse,
  unread,
  everything: { include: ['reasoning.encrypted_content'] },
  shows,
  sent: keepSent,
  own: ['stream_options'],
}

const framing: Framing = {
  ...serverSentEvents({
    nameLast: true,
    error: (error, after) => ({
      type: 'error',
      payload: JSON.stringify({ ...openAiError(error), sequence_number: after, type: 'error' }),
      exception: true,
    }),
  }),
  payloadOf: jsonText,
}

const common = {
  group: 'responses',
  plane: 'runtime',
  method: 'POST',
  path: '/openai/v1/responses',
  alsoAt: ['/v1/responses'],
  status: 200,
  reads: true,
  keeps: true,
  door,
  members: {},
  modelOf: (body: Json | undefined) => stringOf(objectOf(body)['model']),
  read,
} as const

const streamed: Operation = {
  ...common,
  name: 'ResponsesStream',
  action: 'InvokeModelWithResponseStream',
  streams: true,
  framing,
  write: writeEvents,
  writer: writeArriving,
}

const whole: Operation = {
  ...common,
  name: 'Responses',
  action: 'InvokeModel',
  write: writeBody,
  streamed,
}

const responseId = { in: 'path', name: 'responseId', type: 'string' } as const

/** An operation on a response that was answered before. */
const stored = (
  row: Pick<Operation, 'name' | 'group' | 'method' | 'action' | 'local' | 'events' | 'framing'>,
  rest = '',
  members: Operation['members'] = {},
): Operation => ({
  ...row,
  plane: 'runtime',
  path: `/openai/v1/responses/{responseId}${rest}`,
  alsoAt: [`/v1/responses/{responseId}${rest}`],
  status: 200,
  // What record mode deletes or cancels was made by a request that it forwarded.
  reads: true,
  keeps: true,
  door: { refuse: refuseAsOpenAi },
  members: { responseId, ...members },
})

export const responseOperations: readonly Operation[] = [
  whole,
  streamed,
  stored(
    {
      name: 'GetResponse',
      group: 'response',
      method: 'GET',
      action: 'GetInvoke',
      local: kept.getResponse,
      events: kept.streamResponse,
      framing,
    },
    '',
    {
      stream: { in: 'query', name: 'stream', type: 'string' },
      starting_after: { in: 'query', name: 'starting_after', type: 'integer' },
    },
  ),
  stored({
    name: 'DeleteResponse',
    group: 'delete-response',
    method: 'DELETE',
    action: 'DeleteInvoke',
    local: kept.deleteResponse,
  }),
  stored(
    {
      name: 'CancelResponse',
      group: 'cancel-response',
      method: 'POST',
      action: 'CancelInvoke',
      local: kept.cancelResponse,
    },
    '/cancel',
  ),
  stored(
    {
      name: 'ListInputItems',
      group: 'input-items',
      method: 'GET',
      action: 'GetInvoke',
      local: kept.listInputItems,
    },
    '/input_items',
    {
      after: { in: 'query', name: 'after', type: 'string' },
      limit: { in: 'query', name: 'limit', type: 'integer' },
      order: { in: 'query', name: 'order', type: 'string' },
    },
  ),
]
