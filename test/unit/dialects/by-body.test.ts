import { expect, test } from 'vitest'
import { dialectByBody } from '../../../server/dialects/by-body.ts'
import { dialectOf } from '../../../server/dialects/index.ts'

const user = { role: 'user', content: 'Hi' }

test.each([
  ['anthropic', { anthropic_version: 'bedrock-2023-05-31', max_tokens: 9, messages: [user] }],
  ['anthropic-text', { prompt: '\n\nHuman: Hi\n\nAssistant:', max_tokens_to_sample: 9 }],
  ['nova', { messages: [{ role: 'user', content: [{ text: 'Hi' }] }] }],
  ['nova', { messages: [], inferenceConfig: {} }],
  ['openai-chat', { messages: [user] }],
  ['openai-chat', { messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] }],
  ['nova-embed', { taskType: 'SINGLE_EMBEDDING', singleEmbeddingParams: {} }],
  ['nova-canvas', { taskType: 'TEXT_IMAGE', textToImageParams: {} }],
  ['titan-embed-image', { inputText: 'Hi', embeddingConfig: {} }],
  ['titan-embed', { inputText: 'Hi', dimensions: 256 }],
  ['titan-text', { inputText: 'Hi' }],
  ['cohere-rerank', { query: 'Hi', documents: ['a'] }],
  ['cohere-embed', { texts: ['Hi'], input_type: 'search_query' }],
  ['cohere-command-r', { message: 'Hi' }],
  ['jurassic', { prompt: 'Hi', maxTokens: 9 }],
  ['llama', { prompt: 'Hi', max_gen_len: 9 }],
  ['mistral-text', { prompt: '<s>[INST] Hi [/INST]', max_tokens: 9 }],
  ['openai-text', { prompt: 'Hi', max_tokens: 9, topP: 1, temperature: 1 }],
  ['openai-text', { prompt: '<s>[INST] Hi [/INST]', topP: 1 }],
])('%s is recognised by %j', (name, body) => {
  expect(dialectByBody(body)).toBe(name)
  expect(dialectOf(name).name).toBe(name)
})

test('a body in an unknown format is not recognised', () => {
  expect(dialectByBody({ colour: 'blue' })).toBeUndefined()
  expect(dialectByBody(undefined)).toBeUndefined()
  expect(dialectByBody('text')).toBeUndefined()
})
