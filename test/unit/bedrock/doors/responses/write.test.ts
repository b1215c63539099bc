import { describe, expect, test } from 'vitest'
import { formOf, jsonText } from '../../../../../server/bedrock/doors/responses/form.ts'
import { parseResponse } from '../../../../../server/bedrock/doors/responses/recorded.ts'
import { writeResponse } from '../../../../../server/bedrock/doors/responses/write.ts'
import { createIds } from '../../../../../server/bedrock/ids.ts'
import { cut } from '../../../../../server/bedrock/pieces.ts'
import type { Target } from '../../../../../server/dialects/dialect.ts'
import type { JsonObject } from '../../../../../server/json.ts'
import { objectOf, objectsOf } from '../../../../../server/json-fields.ts'
import type { Block } from '../../../../../server/neutral/prompt.ts'
import { answer } from '../../../../support/dialect-target.ts'

const to: Target = {
  model: 'openai.gpt-oss-20b-1:0',
  prompt: {
    kind: 'chat',
    system: [],
    messages: [],
    tools: [],
    systemTools: [],
    stopSequences: [],
  },
  ids: createIds(() => 'test'),
  now: Date.UTC(2026, 0, 2, 3, 4, 5),
  cut: (text) => cut(text, 'token'),
}

type Rest = Parameters<typeof answer>[1]

const write = (url: string, content: Block[], request: JsonObject = {}, rest: Rest = {}) =>
  writeResponse(answer(content, rest), to, request, formOf(url), request['stream'] === true)

const full = '/openai/v1/responses'
const brief = '/v1/responses'
const thought: Block = { reasoningContent: { reasoningText: { text: 'Hm. Rome.' } } }
const call: Block = { toolUse: { toolUseId: '', name: 'weather', input: { city: 'Rome' } } }

const eventsOf = (...args: Parameters<typeof write>) => {
  const [url, content, request, rest] = args
  return write(url, content, { ...request, stream: true }, rest).events.map(({ json }) => json)
}
const typesOf = (events: JsonObject[]) => events.map(({ type }) => type)
const outputOf = (response: JsonObject) => objectsOf(response['output'])

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

describe('tool calls', () => {
  test('are numbered in an answer below /openai/v1, in streams by position', () => {
    const shape = { call_id: 'call_0', id: expect.stringMatching(/^fc_[0-9a-f]{32}$/) }
    expect(outputOf(write(full, [thought, call, call]).response)).toMatchObject([
      { type: 'reasoning' },
      { arguments: '{"city":"Rome"}', ...shape },
      { call_id: 'call_1' },
    ])
    expect(eventsOf(full, [thought, call]).findLast(({ item }) => item)).toMatchObject({
      item: { call_id: 'call_1' },
    })
  })

  test('have no id below /v1 but the position of the item', () => {
    const [, item] = outputOf(write(brief, [thought, call]).response)
    expect(Object.keys(item ?? {}).join(' ')).toBe(
      'arguments call_id item_id name output_index status type',
    )
    expect(item).toMatchObject({
      call_id: expect.stringMatching(/^call_[0-9a-f]{16}$/),
      output_index: 1,
    })
  })

  test('have an id in events below /v1, which is that of their arguments', () => {
    const events = eventsOf(brief, [thought, call])
    const items = events.map(({ item }) => objectOf(item)).filter((item) => item['name'])
    const keys = items.map((item) => Object.keys(item).join(' '))
    expect(new Set(keys)).toEqual(new Set(['arguments call_id id name status type']))
    const [added, done] = items
    expect(done).toEqual({ ...added, arguments: '{"city":"Rome"}', status: 'completed' })
    const [delta] = events.filter(({ type }) => type === 'response.function_call_arguments.delta')
    expect(delta?.['item_id']).toBe(added?.['id'])
    const [, last] = outputOf(objectOf(events.at(-1)?.['response']))
    expect(last).toMatchObject({ item_id: added?.['id'], output_index: 1 })
  })

  test('keep the id that a fixture gives them', () => {
    const named: Block = { toolUse: { toolUseId: 'tooluse_1', name: 'weather', input: {} } }
    expect(outputOf(write(full, [named]).response)).toMatchObject([{ call_id: 'tooluse_1' }])
  })
})

describe('events', () => {
  test('of reasoning and text below /v1', () => {
    const events = eventsOf(brief, [thought, { text: 'In Italy.' }])
    expect(typesOf(events)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.reasoning_part.added',
      ...Array.from({ length: 4 }, () => 'response.reasoning_text.delta'),
      'response.reasoning_text.done',
      'response.reasoning_part.done',
      'response.output_item.done',
      'response.output_item.added',
      'response.content_part.added',
      ...Array.from({ length: 3 }, () => 'response.output_text.delta'),
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ])
    expect(events.map(({ sequence_number: nth }) => nth)).toEqual([...events.keys()])
    expect(objectOf(events[0]?.['response'])).toMatchObject({
      metadata: null,
      status: 'in_progress',
    })
    expect(objectOf(events[0]?.['response'])).not.toHaveProperty('usage')
    expect(
      JSON.stringify(events.find(({ type }) => type === 'response.output_text.delta')),
    ).toMatch(
      /^\{"content_index":1,"delta":"In","item_id":"msg_[0-9a-f]{16}","logprobs":\[\],"output_index":1,"sequence_number":13,"type":"response.output_text.delta"\}$/,
    )
  })

  test('of encrypted reasoning and a call below /openai/v1', () => {
    const include = ['reasoning.encrypted_content']
    const events = eventsOf(full, [thought, call], { include }, { stopReason: 'tool_use' })
    expect(typesOf(events)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.output_item.done',
      'response.output_item.added',
      ...Array.from({ length: 6 }, () => 'response.function_call_arguments.delta'),
      'response.function_call_arguments.done',
      'response.output_item.done',
      'response.completed',
    ])
    expect(events[2]?.['item']).toEqual({
      encrypted_content: expect.stringMatching(/^rsn_/),
      id: expect.stringMatching(/^rs_[0-9a-f]{32}$/),
      summary: [],
      type: 'reasoning',
    })
    expect(events[4]?.['item']).toMatchObject({ arguments: '', status: 'in_progress' })
    expect(Object.keys(objectOf(events.at(-1)?.['response'])).at(-1)).toBe('moderation')
  })

  test('of a summary, if requested', () => {
    const events = eventsOf(full, [thought], { reasoning: { summary: 'auto' } })
    expect(typesOf(events).slice(2, -1)).toEqual([
      'response.output_item.added',
      'response.reasoning_summary_part.added',
      ...Array.from({ length: 4 }, () => 'response.reasoning_summary_text.delta'),
      'response.reasoning_summary_text.done',
      'response.reasoning_summary_part.done',
      'response.output_item.done',
    ])
    expect(events.at(-2)?.['item']).toMatchObject({
      summary: [{ text: 'Hm. Rome.', type: 'summary_text' }],
    })
  })

  test('of a search and its sources', () => {
    const search: Block = {
      toolUse: {
        toolUseId: '',
        name: 'web_search',
        input: { query: 'Rome' },
        type: 'server_tool_use',
      },
    }
    const cited: Block = {
      citationsContent: {
        content: [{ text: 'It is 21 °C.' }],
        citations: [
          {
            title: 'W',
            sourceContent: [{ text: '21 °C' }],
            location: { web: { url: 'https://w' } },
          },
        ],
      },
    }
    const events = eventsOf(full, [search, cited])
    expect(typesOf(events)).toEqual(
      expect.arrayContaining([
        'response.web_search_call.searching',
        'response.output_text.annotation.added',
      ]),
    )
    expect(outputOf(objectOf(events.at(-1)?.['response']))).toMatchObject([
      { action: { query: 'Rome', type: 'search' }, status: 'completed', type: 'web_search_call' },
      {
        content: [
          { annotations: [{ start_index: 6, end_index: 11, title: 'W', url: 'https://w' }] },
        ],
      },
    ])
  })
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
