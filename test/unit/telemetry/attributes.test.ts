import { expect, test } from 'vitest'
import { AwsError } from '../../../server/aws/errors.ts'
import { attributesOf } from '../../../server/telemetry/attributes.ts'
import { callOf } from '../../support/calls.ts'
import { journalOf, keptIn, modelId, textAnswer } from '../../support/exchanges.ts'
import { userSays } from '../../support/questions.ts'

const body = {
  messages: userSays('The key is AKIAIOSFODNN7EXAMPLE.'),
  system: [{ text: 'Be brief.' }],
  inferenceConfig: { maxTokens: 50, temperature: 0.5, topP: 0.9, stopSequences: ['END'] },
}

function attributes(
  operation: string,
  kept: Parameters<typeof keptIn>[1] = {},
  host = 'localhost:4577',
  withContent = false,
) {
  const http = { headers: [['Host', host]] as const }
  const values = { model: modelId, body, http, ...kept }
  const exchange = keptIn(journalOf(), { ...values, operation })
  const { session: _, ...rest } = values
  return attributesOf(exchange, callOf(operation, rest), withContent)
}

test('describes a call with the semantic conventions', () => {
  expect(attributes('Converse')).toEqual({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'aws.bedrock',
    'gen_ai.request.model': modelId,
    'gen_ai.response.model': modelId,
    'gen_ai.request.max_tokens': 50,
    'gen_ai.request.temperature': 0.5,
    'gen_ai.request.top_p': 0.9,
    'gen_ai.request.stop_sequences': ['END'],
    'gen_ai.response.finish_reasons': ['end_turn'],
    'gen_ai.usage.input_tokens': 12,
    'gen_ai.usage.output_tokens': 6,
    'aws.request_id': expect.any(String),
    'http.response.status_code': 200,
    'server.address': 'localhost',
    'server.port': 4577,
    'bedrock_local.operation': 'Converse',
    'bedrock_local.session': 'default',
    'bedrock_local.source': 'fixture',
    'bedrock_local.fixture': 'hello.yaml',
  })
})

test('a stream has the time of its first event, and cached tokens are input tokens', () => {
  const usage = {
    inputTokens: 10,
    outputTokens: 1,
    cacheReadInputTokens: 200,
    cacheWriteInputTokens: 3_000,
  }
  expect(
    attributes('ConverseStream', { answer: textAnswer('Paris.', { usage }) }, '[::1]'),
  ).toMatchObject({
    'gen_ai.request.stream': true,
    'gen_ai.response.time_to_first_chunk': expect.any(Number),
    'gen_ai.usage.input_tokens': 3_210,
    'gen_ai.usage.cache_read.input_tokens': 200,
    'gen_ai.usage.cache_creation.input_tokens': 3_000,
    'server.address': '[::1]',
    'server.port': 80,
  })
})

test('an error has a type, without its message', () => {
  expect(attributes('Converse', { ended: 'client left' })).toMatchObject({
    'error.type': 'client_left',
  })
  // A body that cannot be parsed.
  const broken = attributes('InvokeModel', { body: { nothing: 'of it' } })
  expect(broken).toMatchObject({ 'gen_ai.operation.name': 'chat' })
})

test.each([
  ['amazon.titan-embed-text-v2:0', { inputText: 'a' }, 'embeddings'],
  ['cohere.rerank-v3-5:0', { query: 'a', documents: ['b'], api_version: 2 }, 'rerank'],
  [
    'amazon.nova-canvas-v1:0',
    { taskType: 'TEXT_IMAGE', textToImageParams: { text: 'a' } },
    'generate_content',
  ],
])('%s does %s', (model, native, name) => {
  const error = new AwsError('ThrottlingException', 'A secret.')
  const answer = { source: 'fault', kind: 'error', error } as const
  const result = attributes('InvokeModel', { model, body: native, answer })
  expect(result).toMatchObject({
    'gen_ai.operation.name': name,
    'error.type': 'ThrottlingException',
    'http.response.status_code': 429,
  })
  expect(JSON.stringify(result)).not.toContain('secret')
})

test('prompt and answer are included if configured, and redacted', () => {
  expect(JSON.stringify(attributes('Converse'))).not.toMatch(/The key|Be brief|Paris/)
  const result = attributes('Converse', {}, 'a', true)
  expect(JSON.parse(String(result['gen_ai.input.messages']))).toEqual([
    {
      role: 'user',
      parts: [{ type: 'text', content: expect.stringMatching(/^The key is (?!AKIA)/) }],
    },
  ])
  expect(result['gen_ai.system_instructions']).toBe('[{"type":"text","content":"Be brief."}]')
  expect(JSON.parse(String(result['gen_ai.output.messages']))).toEqual([
    { role: 'assistant', parts: [{ type: 'text', content: 'Paris.' }], finish_reason: 'end_turn' },
  ])
})
