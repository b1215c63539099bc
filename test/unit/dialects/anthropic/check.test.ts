import { describe, expect, test } from 'vitest'
import { dialect } from '../../../../server/dialects/anthropic/anthropic.ts'
import type { Json, JsonObject } from '../../../../server/json.ts'

const base = {
  anthropic_version: 'bedrock-2023-05-31',
  max_tokens: 2048,
  messages: [{ role: 'user', content: 'Hi' }],
}

const without = (name: keyof typeof base) =>
  Object.fromEntries(Object.entries(base).filter(([key]) => key !== name)) as JsonObject

const say = (role: string, ...content: Json[]) => ({ role, content })
const call = { type: 'tool_use', id: 'toolu_1', name: 'a', input: {} }
const result = { type: 'tool_result', tool_use_id: 'toolu_1', content: 'ok' }
const text = { type: 'text', text: 'Hi' }
const image = (source: JsonObject) => ({ type: 'image', source })
const png = { type: 'base64', media_type: 'image/png' }
const tool = { name: 'a', input_schema: { type: 'object' } }

describe("Claude 4 and later reject with Anthropic's messages", () => {
  const model = 'anthropic.claude-sonnet-4-20250514-v1:0'

  test.each<[JsonObject, string]>([
    [without('anthropic_version'), 'anthropic_version: Field required'],
    [without('max_tokens'), 'max_tokens: Field required'],
    [without('messages'), 'messages: Field required'],
    [{ ...base, model: 'claude' }, 'model: Extra inputs are not permitted'],
    [{ ...base, max_tokens: 0 }, 'max_tokens: Input should be greater than or equal to 1'],
    [{ ...base, max_tokens: '9' }, 'max_tokens: Input should be a valid integer'],
    [{ ...base, temperature: 2 }, 'temperature: Input should be less than or equal to 1'],
    [{ ...base, messages: [] }, 'messages: at least one message is required'],
    [{ ...base, messages: [say('user', {})] }, 'messages.0.content.0.type: Field required'],
    [
      { ...base, messages: [say('user', { type: 'toString' })] },
      expect.stringContaining("messages.0.content.0: Input tag 'toString' found using 'type'"),
    ],
    [
      { ...base, messages: [say('user', { type: 'text' })] },
      'messages.0.content.0.text.text: Field required',
    ],
    [
      { ...base, messages: [say('bot', text)] },
      "messages.0.role: Input should be 'user' or 'assistant'",
    ],
    [
      { ...base, messages: [say('user', { type: 'text', text: '' })] },
      'messages: text content blocks must be non-empty',
    ],
    [
      { ...base, messages: [say('user', { type: 'document', source: { s3: 'x' } })] },
      'messages.0.content.0.document.source.type: Field required',
    ],
    [
      { ...base, messages: [say('user', text), say('assistant', { type: 'text', text: 'So ' })] },
      'messages: final assistant content cannot end with trailing whitespace',
    ],
    [
      { ...base, messages: [say('user', text), say('assistant', call), say('user', text)] },
      'messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: toolu_1. Each `tool_use` block must have a corresponding `tool_result` block in the next message.',
    ],
    [
      { ...base, messages: [say('user', result)] },
      'messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: toolu_1. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.',
    ],
    [
      {
        ...base,
        messages: [say('user', image({ type: 'url', url: 'https://example.com/a.png' }))],
      },
      "messages.0.content.0.image.source: Input tag 'url' found using 'type' does not match any of the expected tags: 'base64'",
    ],
    [
      { ...base, messages: [say('user', image({ ...png, data: 'not base64!' }))] },
      'messages.0.content.0.image.source.base64: invalid base64 data',
    ],
    [
      { ...base, messages: [say('user', image({ ...png, data: 'iVBORw0KG' }))] },
      'messages.0.content.0.image.source.base64: invalid base64 data',
    ],
    [
      { ...base, messages: [say('user', image({ ...png, data: '' }))] },
      'messages.0.content.0.image.source.base64: image cannot be empty',
    ],
    [{ ...base, tools: [{ name: 'a' }] }, 'tools.0.custom.input_schema: Field required'],
    [{ ...base, tools: [tool, tool] }, 'tools: Tool names must be unique.'],
    [
      { ...base, tools: [{ type: 'web_search_20250305', name: 'web_search' }] },
      "tools.0: Input tag 'web_search_20250305' found using 'type' does not match any of the expected tags: 'bash_20250124', 'custom', 'text_editor_20250124', 'text_editor_20250429', 'text_editor_20250728'",
    ],
    [
      { ...base, thinking: { type: 'enabled', budget_tokens: 1000 } },
      'thinking.enabled.budget_tokens: Input should be greater than or equal to 1024',
    ],
    [
      { ...base, thinking: { type: 'enabled', budget_tokens: 2048 } },
      '`max_tokens` must be greater than `thinking.budget_tokens`.',
    ],
  ])('%j', (body, message) => {
    expect(() => dialect.read(body, model)).toThrow(
      expect.objectContaining({ name: 'ValidationException', status: 400, message }),
    )
  })

  test('results in several user messages belong to one turn', () => {
    const second = { ...call, id: 'toolu_2' }
    const messages = [
      say('user', text),
      say('assistant', call, second),
      say('user', result),
      say('user', { ...result, tool_use_id: 'toolu_2' }),
    ]
    expect(dialect.read({ ...base, messages }, model)).toHaveProperty('messages.length', 4)
  })
})

describe('features that a generation rejects', () => {
  test.each<[string, JsonObject, string]>([
    [
      'anthropic.claude-opus-4-1-20250805-v1:0',
      { temperature: 0.5, top_p: 0.5 },
      '`temperature` and `top_p` cannot both be specified for this model. Please use only one.',
    ],
    [
      'anthropic.claude-sonnet-5',
      { temperature: 0.5 },
      '`temperature` is deprecated for this model.',
    ],
    [
      'anthropic.claude-opus-4-7',
      { temperature: 0.5 },
      '`temperature` is deprecated for this model.',
    ],
    [
      'anthropic.claude-haiku-4-5-20251001-v1:0',
      { thinking: { type: 'adaptive' } },
      'adaptive thinking is not supported on this model',
    ],
    [
      'anthropic.claude-sonnet-4-6',
      { messages: [say('user', text), say('assistant', text)] },
      'This model does not support assistant message prefill. The conversation must end with a user message.',
    ],
    [
      'anthropic.claude-3-haiku-20240307-v1:0',
      { messages: [say('user', text), say('user', text)] },
      'messages: roles must alternate between "user" and "assistant", but found multiple "user" roles in a row',
    ],
  ])('%s', (model, more, message) => {
    expect(() => dialect.read({ ...base, ...more }, model)).toThrow(message)
  })
})

describe('Bedrock itself checks the bodies of Claude 3', () => {
  const model = 'anthropic.claude-3-haiku-20240307-v1:0'
  const wrapped = (violations: string) =>
    `Malformed input request: ${violations}, please reformat your input and try again.`
  const NO_TEXT = '#: subject must not be valid against schema {"required":["messages"]}'

  test.each<[JsonObject, string]>([
    [without('max_tokens'), `${NO_TEXT}#: required key [max_tokens] not found`],
    [without('messages'), '#: required key [messages] not found'],
    [
      { ...base, output_config: {} },
      `${NO_TEXT}#: extraneous key [output_config] is not permitted`,
    ],
    [{ ...base, temperature: 2 }, `${NO_TEXT}#/temperature: 2 is not less or equal to 1`],
  ])('%j', (body, violations) => {
    expect(() => dialect.read(body, model)).toThrow(wrapped(violations))
  })
})

describe("the API version that Anthropic's client has sent since its 1.0 release", () => {
  const dated = { ...base, anthropic_version: '2026-10-21' }

  test.each([
    'anthropic.claude-opus-4-7',
    'anthropic.claude-opus-4-8',
    'anthropic.claude-sonnet-5',
  ])('is accepted by %s, like the older one', (model) => {
    expect(dialect.read(dated, model)).toEqual(dialect.read(base, model))
  })

  test('is unknown to the models before Claude 4.7', () => {
    expect(() => dialect.read(dated, 'anthropic.claude-sonnet-4-5-20250929-v1:0')).toThrow(
      "anthropic_version: Input should be 'bedrock-2023-05-31'",
    )
  })

  test.each(['temperature', 'top_p', 'top_k'])('has no %s', (name) => {
    expect(() => dialect.read({ ...dated, [name]: 1 }, 'anthropic.claude-opus-4-8')).toThrow(
      `${name}: Extra inputs are not permitted`,
    )
  })
})
