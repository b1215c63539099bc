import { expect, test } from 'vitest'
import { jsonText } from '../../../../../server/bedrock/doors/responses/form.ts'
import { parseResponse } from '../../../../../server/bedrock/doors/responses/recorded.ts'
import { objectOf } from '../../../../../server/json-fields.ts'
import {
  brief,
  eventsOf,
  full,
  outputOf,
  thought,
  typesOf,
  write,
} from '../../../../support/written-response.ts'

test('below /v1 a response has few members, and times with a decimal point', () => {
  const { response } = write(brief, [thought, { text: 'Rome.' }], { model: 'openai.gpt-oss-20b' })
  expect(Object.keys(response).join(' ')).toBe(
    'background created_at error id incomplete_details instructions metadata model object output parallel_tool_calls service_tier status temperature text tool_choice tools top_p truncation usage',
  )
  expect(jsonText(response)).toContain('"created_at":1767323045.0,')
  expect(jsonText(response)).toContain('"temperature":1.0,')
  expect(outputOf(response)).toEqual([
    {
      content: [{ text: 'Hm. Rome.', type: 'reasoning_text' }],
      id: expect.stringMatching(/^msg_[0-9a-f]{16}$/),
      status: 'completed',
      summary: [],
      type: 'reasoning',
    },
    {
      content: [{ annotations: [], text: 'Rome.', type: 'output_text' }],
      id: expect.stringMatching(/^msg_[0-9a-f]{16}$/),
      role: 'assistant',
      status: 'completed',
      type: 'message',
    },
  ])
})

test('below /openai/v1 it has all of them, and echoes the request', () => {
  const { response } = write(full, [{ text: 'Rome.' }], {
    model: 'openai.gpt-5.6-luna',
    instructions: 'Be brief.',
    metadata: { a: 'b' },
    tools: [{ type: 'function', name: 'weather', parameters: {}, strict: false }],
    text: { format: { type: 'json_schema', name: 'place', schema: {} } },
    service_tier: 'auto',
  })
  expect(Object.keys(response).join(' ')).toBe(
    'background billing completed_at created_at error frequency_penalty id incomplete_details instructions max_output_tokens max_tool_calls metadata model moderation object output parallel_tool_calls presence_penalty previous_response_id prompt_cache_key prompt_cache_retention reasoning safety_identifier service_tier status store temperature text tool_choice tools top_logprobs top_p truncation usage user',
  )
  expect(response).toMatchObject({
    id: expect.stringMatching(/^resp_[a-z2-7]{52}$/),
    instructions: 'Be brief.',
    metadata: { a: 'b' },
    reasoning: { context: 'all_turns', effort: 'medium', summary: null },
    service_tier: 'default',
    text: { format: { description: null, name: 'place', strict: true } },
    tools: [{ description: null, name: 'weather', parameters: {}, strict: false }],
  })
  expect(jsonText(response)).toContain('"created_at":1767323045,')
  expect(jsonText(response)).toContain('"frequency_penalty":0.0,')
})

test('a truncated answer is incomplete', () => {
  const rest = { stopReason: 'max_tokens' } as const
  expect(write(full, [{ text: 'In' }], {}, rest).response).toMatchObject({
    status: 'incomplete',
    incomplete_details: { reason: 'max_output_tokens' },
    output: [{ status: 'incomplete' }],
  })
  expect(typesOf(eventsOf(full, [{ text: 'In' }], {}, rest)).at(-1)).toBe('response.incomplete')
})

test('a refusal is a separate part; without a text, the filter stopped the answer', () => {
  const rest = { stopReason: 'content_filtered' } as const
  expect(write(full, [{ text: 'No.' }], {}, rest).response).toMatchObject({
    status: 'completed',
    output: [{ content: [{ refusal: 'No.', type: 'refusal' }] }],
  })
  expect(typesOf(eventsOf(full, [{ text: 'No.' }], {}, rest))).toContain('response.refusal.delta')
  expect(write(full, [], {}, rest).response).toMatchObject({
    incomplete_details: { reason: 'content_filter' },
  })
})

test('input tokens include cached tokens, and output tokens include reasoning tokens', () => {
  const usage = {
    inputTokens: 5,
    outputTokens: 12,
    cacheReadInputTokens: 20,
    cacheWriteInputTokens: 3,
  }
  const { response } = write(full, [thought, { text: 'Rome.' }], {}, { usage })
  expect(response['usage']).toEqual({
    input_tokens: 28,
    input_tokens_details: { cache_write_tokens: 3, cached_tokens: 20 },
    output_tokens: 12,
    output_tokens_details: { reasoning_tokens: 7 },
    total_tokens: 40,
  })
  expect(parseResponse(response).usage).toEqual({ ...usage, reasoningTokens: 7 })
  const counted = { ...usage, reasoningTokens: 9 }
  expect(write(full, [thought], {}, { usage: counted }).response['usage']).toMatchObject({
    output_tokens_details: { reasoning_tokens: 9 },
  })
})

test('Gemma 4 reasons openly below /openai/v1, in its own events', () => {
  const gemma = { model: 'google.gemma-4-31b' }
  const content = [thought, { text: 'Rome.' }]
  const { response } = write(full, content, gemma)
  const item = {
    content: [{ text: 'Hm. Rome.', type: 'reasoning_text' }],
    id: expect.stringMatching(/^rs_[0-9a-f]{32}$/),
    status: 'completed',
    summary: [],
    type: 'reasoning',
  }
  expect(outputOf(response)[0]).toEqual(item)
  expect(parseResponse(response).content).toEqual(content)
  const events = eventsOf(full, content, gemma)
  const ofReasoning = typesOf(events).slice(
    2,
    typesOf(events).lastIndexOf('response.reasoning.done') + 2,
  )
  expect([...new Set(ofReasoning)]).toEqual([
    'response.output_item.added',
    'response.reasoning.delta',
    'response.reasoning.done',
    'response.output_item.done',
  ])
  expect(outputOf(objectOf(events.at(-1)?.['response']))[0]).toEqual(item)
})
