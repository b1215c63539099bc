import { AwsError } from '../../../aws/errors.ts'
import { join } from '../../../dialects/anthropic/parts.ts'
import { parse } from '../../../dialects/anthropic/write.ts'
import { serverSentEvents } from '../../../framing/sse.ts'
import { isObject, parseJson } from '../../../json.ts'
import type { Json, JsonObject } from '../../../json.ts'
import { objectOf, stringOf } from '../../../json-fields.ts'
import { countPrompt } from '../../../tokens/tokens.ts'
import { sentHeader } from '../../header.ts'
import type { Call, Door, Operation } from '../../types.ts'
import { anthropicErrorEvent, refuseAsAnthropic } from '../anthropic-error.ts'
import type { Strictness } from '../../strictness.ts'
import { checkModel } from '../check-model.ts'
import { guardrailMembers } from '../guardrail-headers.ts'
import { hostOf } from '../host.ts'
import { messageFault } from './check.ts'
import { read, readCounted } from './request.ts'
import { unread } from './unread.ts'
import { writeArriving, writeEvents, writeMessage } from './write.ts'

// Anthropic's Messages, for Claude.

function check(call: Call, strictness: Strictness): string[] {
  const { body } = call
  if (!isObject(body)) throw invalid('The request body is not valid JSON')
  const fault = messageFault(body, sentHeader(call, 'anthropic-version'))
  if (fault !== undefined) throw invalid(fault)
  return checkModel(call, strictness, 'messages')
}

const invalid = (message: string) => new AwsError('ValidationException', message)

const door: Door = {
  refuse: refuseAsAnthropic,
  check,
  parse,
  join: (events) => join(events.flatMap(({ payload }) => parseJson(payload) ?? [])),
  unread,
  // Of the request, only the host and the model, which is part of the key anyway. A guardrail may change the answer.
  shows: (call) => (call.input['guardrailIdentifier'] === undefined ? hostOf(call) : undefined),
  keyHeader: 'x-api-key',
}

const common = {
  group: 'messages',
  plane: 'runtime',
  method: 'POST',
  path: '/anthropic/v1/messages',
  status: 200,
  reads: true,
  door,
  members: guardrailMembers,
  modelOf: (body: Json | undefined) => stringOf(objectOf(body)['model']),
  read,
} as const

const streamed: Operation = {
  ...common,
  name: 'MessagesStream',
  action: 'InvokeModelWithResponseStream',
  streams: true,
  framing: serverSentEvents({ error: anthropicErrorEvent }),
  write: writeEvents,
  writer: writeArriving,
}

const whole: Operation = {
  ...common,
  name: 'Messages',
  action: 'InvokeModel',
  write: writeMessage,
  streamed,
}

function count(call: Call): JsonObject {
  return { input_tokens: countPrompt(call.prompt(), call.model().family) }
}

const counted: Operation = {
  ...common,
  name: 'CountMessageTokens',
  group: 'count-message-tokens',
  members: {},
  path: '/anthropic/v1/messages/count_tokens',
  action: 'CountTokens',
  read: readCounted,
  local: count,
}

export const messageOperations: readonly Operation[] = [whole, streamed, counted]
