import { expect, test } from 'vitest'
import type { ImportedExchange } from '../../../server/import/exchange.ts'
import { take } from '../../../server/import/take.ts'
import { call, exchangeOf, taking } from '../../support/cassettes.ts'
import type { Given } from '../../support/cassettes.ts'

// OpenAI's and Anthropic's APIs, whose paths other services use, too.

function operationOf(exchange: ImportedExchange): string {
  const result = take(exchange, taking)
  return 'why' in result ? result.why : result.call.operation.name
}

const MANTLE = 'https://bedrock-mantle.us-east-1.api.aws'
const requestBody = (model: string, streams: boolean) =>
  JSON.stringify({ model, stream: streams, messages: [{ role: 'user', content: 'Hi' }] })
const events = (...data: string[]) => Buffer.from(data.map((one) => `data: ${one}\n\n`).join(''))
const chat = (url: string, over: Partial<Given> = {}) =>
  exchangeOf(
    call({
      request: requestBody('openai.gpt-oss-20b', false),
      response: Buffer.from('{"object":"chat.completion","choices":[]}'),
      ...over,
    }),
    { url },
  )
const streamed = (response: Buffer) =>
  chat(`${MANTLE}/v1/chat/completions`, {
    request: requestBody('openai.gpt-oss-20b', true),
    type: 'text/event-stream;charset=UTF-8',
    response,
  })

test.each([
  [chat(`${MANTLE}/v1/chat/completions`), 'ChatCompletions'],
  [
    chat('https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1/chat/completions'),
    'ChatCompletions',
  ],
  [chat('https://bedrock-mantle.<AWS_REGION>.api.aws/v1/chat/completions'), 'ChatCompletions'],
  [chat('/v1/chat/completions'), 'ChatCompletions'],
  [streamed(events('{"object":"chat.completion.chunk"}', '[DONE]')), 'ChatCompletionsStream'],
])('are imported: %#', (exchange, operation) => {
  expect(operationOf(exchange)).toBe(operation)
})

test.each<[exchange: ImportedExchange, why: string]>([
  [
    chat('https://api.openai.com/v1/chat/completions', { request: requestBody('gpt-4.1', false) }),
    'another service: api.openai.com',
  ],
  [
    chat('/v1/chat/completions', { request: requestBody('gpt-4.1', false) }),
    'another service: /v1/chat/completions',
  ],
  [
    streamed(events('{"object":"chat.completion.chunk"}')),
    'the stream ended before its last event',
  ],
  [streamed(Buffer.from('data: {"object":')), 'the stream ends within a frame'],
  [
    chat('https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1/chat/completions', {
      response: Buffer.from(
        '{"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},"Version":"1.0"}',
      ),
    }),
    'the answer has no output',
  ],
])('are not imported: %#', (exchange, why) => {
  const result = take(exchange, taking)
  expect('why' in result ? result.why : 'taken').toContain(why)
})
