import { describe, expect, test } from 'vitest'
import { dialect } from '../../../../server/dialects/anthropic/anthropic.ts'
import { answer, targetOf } from '../../../support/dialect-target.ts'

const request = {
  anthropic_version: 'bedrock-2023-05-31',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'Where is Rome?' }],
}
const to = (model: string) => targetOf(dialect, model, request)
const bodyOf = (model: string, ...args: Parameters<typeof answer>) =>
  dialect.body(answer(...args), to(model))

const HAIKU = 'anthropic.claude-3-haiku-20240307-v1:0'
const SONNET = 'anthropic.claude-sonnet-4-5-20250929-v1:0'
const text = [{ text: 'In Italy.' }]

describe('an answer as a Claude body', () => {
  test('of Claude 3, with all keys', () => {
    const body = bodyOf(HAIKU, text)
    expect(body['id']).toMatch(/^msg_bdrk_01[A-Za-z0-9]{22}$/)
    expect(JSON.stringify({ ...body, id: 'I' })).toBe(
      '{"id":"I","type":"message","role":"assistant","model":"claude-3-haiku-20240307","content":[{"type":"text","text":"In Italy."}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":12,"output_tokens":6}}',
    )
  })

  test('of Claude 4.5 begins with the model and counts the cache', () => {
    const usage = {
      inputTokens: 4,
      outputTokens: 5,
      cacheWriteInputTokens: 9,
      cacheReadInputTokens: 7,
    }
    const cacheDetails = [{ inputTokens: 3, ttl: '1h' }]
    const body = bodyOf(SONNET, text, { usage: { ...usage, cacheDetails } })
    expect(Object.keys(body).slice(0, 4)).toEqual(['model', 'id', 'type', 'role'])
    expect(JSON.stringify(body['usage'])).toBe(
      '{"input_tokens":4,"cache_creation_input_tokens":9,"cache_read_input_tokens":7,"cache_creation":{"ephemeral_5m_input_tokens":6,"ephemeral_1h_input_tokens":3},"output_tokens":5}',
    )
  })

  test('of Claude 4.8 has the tier, the thinking tokens and the stop details', () => {
    const thought = { reasoningContent: { reasoningText: { text: 'Rome is in Italy.' } } }
    const body = bodyOf('anthropic.claude-opus-4-8', [thought, ...text])
    expect(body).toMatchObject({ model: 'claude-opus-4-8', stop_details: null })
    expect(body['usage']).toMatchObject({ service_tier: 'standard' })
    expect(body).toHaveProperty('usage.output_tokens_details.thinking_tokens', expect.any(Number))
  })

  test.each([
    ['anthropic.claude-3-5-sonnet-20241022-v2:0', 'claude-3-5-sonnet-20241022'],
    ['anthropic.claude-opus-4-6-v1', 'claude-opus-4-6'],
    ['anthropic.claude-3-haiku-20240307-v1:0:48k', 'claude-3-haiku-20240307'],
    ['anthropic.claude-v2', 'claude-2.0'],
    ['anthropic.claude-v2:1', 'claude-2.1'],
  ])('the model of %s is %s', (model, name) => {
    expect(bodyOf(model, text)).toHaveProperty('model', name)
  })

  test('every kind of block that Claude can send, and no others', () => {
    const body = bodyOf(SONNET, [
      { reasoningContent: { reasoningText: { text: 'Hm.', signature: 'c2ln' } } },
      { reasoningContent: { redactedContent: 'b3BhcXVl' } },
      { text: 'Look:' },
      { image: { format: 'png', source: { bytes: 'iVBO' } } },
      { cachePoint: { type: 'default' } },
      { guardContent: { text: { text: 'guarded' } } },
      { toolUse: { toolUseId: 'toolu_1', name: 'a', input: { b: 1 } } },
    ])
    expect(body['content']).toEqual([
      { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' },
      { type: 'redacted_thinking', data: 'opaque' },
      { type: 'text', text: 'Look:' },
      { type: 'text', text: 'guarded' },
      { type: 'tool_use', id: 'toolu_1', name: 'a', input: { b: 1 } },
    ])
  })

  test('a missing id is generated', () => {
    const toolUse = { toolUseId: '', name: 'a', input: {} }
    const body = bodyOf(SONNET, [{ toolUse }])
    expect(body).toHaveProperty('content.0.id', expect.stringMatching(/^toolu_bdrk_01\w{22}$/))
  })

  test.each([
    [{ documentChar: { documentIndex: 0, start: 3, end: 9 } }, 'char_location', 'start_char_index'],
    [
      { documentPage: { documentIndex: 0, start: 1, end: 2 } },
      'page_location',
      'start_page_number',
    ],
    [
      { documentChunk: { documentIndex: 0, start: 1, end: 2 } },
      'content_block_location',
      'start_block_index',
    ],
    [
      { searchResultLocation: { searchResultIndex: 1, start: 0, end: 1 } },
      'search_result_location',
      'search_result_index',
    ],
  ])('a citation by %j round-trips', (location, type, member) => {
    const citation = { title: 'T', source: 'S', sourceContent: [{ text: 'cited' }], location }
    const cited = { citationsContent: { content: [{ text: 'So.' }], citations: [citation] } }
    const body = bodyOf(SONNET, [cited])
    expect(body).toMatchObject({
      content: [{ text: 'So.', citations: [{ type, cited_text: 'cited' }] }],
    })
    expect(body).toHaveProperty(`content.0.citations.0.${member}`)
    const place = { location, sourceContent: [{ text: 'cited' }], title: 'T' }
    expect(dialect.parse(body)).toMatchObject({
      content: [{ citationsContent: { content: [{ text: 'So.' }], citations: [place] } }],
    })
  })

  test.each([
    ['end_turn', 'end_turn'],
    ['tool_use', 'tool_use'],
    ['max_tokens', 'max_tokens'],
    ['content_filtered', 'refusal'],
    ['model_context_window_exceeded', 'model_context_window_exceeded'],
  ] as const)('%s is %s, and round-trips', (stopReason, native) => {
    const body = bodyOf(SONNET, text, { stopReason })
    expect(body).toMatchObject({ stop_reason: native, stop_sequence: null })
    expect(dialect.parse(body)).toMatchObject({ stopReason })
  })

  test('the matched stop sequence', () => {
    const body = bodyOf(SONNET, text, { stopReason: 'stop_sequence', stopSequence: 'END' })
    expect(body).toMatchObject({ stop_reason: 'stop_sequence', stop_sequence: 'END' })
    expect(dialect.parse(body)).toMatchObject({ stopReason: 'stop_sequence', stopSequence: 'END' })
  })

  test('an answer that is not a message is rejected', () => {
    const images = { kind: 'images' as const, images: [], latencyMs: 0 }
    expect(() => dialect.body(images, to(SONNET))).toThrow('message')
  })
})
