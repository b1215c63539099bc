import type { Operation } from '../../types.ts'
import { serverSentEvents } from '../../../framing/sse.ts'
import { stringOf, objectOf } from '../../../json-fields.ts'
import type { Json } from '../../../json.ts'
import type { Door } from '../../types.ts'
import { guardrailMembers } from '../guardrail-headers.ts'
import { openAiErrorEvent, refuseAsOpenAi } from '../openai-error.ts'
import { check } from './check.ts'
import { join, parse } from './parse.ts'
import { read } from './read.ts'
import { shows } from './shows.ts'
import { unread } from './unread.ts'
import { chunkWriter, writeBody, writeChunks } from './write.ts'

// OpenAI's Chat Completions, for every family but Anthropic's.

const door: Door = {
  refuse: refuseAsOpenAi,
  check,
  parse,
  join,
  unread,
  shows,
  own: ['stream_options'],
}

const common = {
  group: 'chat-completions',
  plane: 'runtime',
  method: 'POST',
  path: '/openai/v1/chat/completions',
  alsoAt: ['/v1/chat/completions'],
  status: 200,
  reads: true,
  door,
  members: guardrailMembers,
  modelOf: (body: Json | undefined) => stringOf(objectOf(body)['model']),
  read,
} as const

const streamed: Operation = {
  ...common,
  name: 'ChatCompletionsStream',
  action: 'InvokeModelWithResponseStream',
  streams: true,
  framing: serverSentEvents({ end: '[DONE]', error: openAiErrorEvent }),
  write: writeChunks,
  writer: chunkWriter,
}

const whole: Operation = {
  ...common,
  name: 'ChatCompletions',
  action: 'InvokeModel',
  write: writeBody,
  streamed,
}

export const completionOperations: readonly Operation[] = [whole, streamed]
