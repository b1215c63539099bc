import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../server/json.ts'
import { requestOf } from '../../../server/model-server/request.ts'
import { callOf } from '../../support/calls.ts'

const MODEL = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'

function requested(body: JsonObject, more: { lenient?: boolean; isVllm?: boolean } = {}) {
  const call = callOf('Converse', { model: MODEL, body })
  const chat = call.prompt()
  if (chat.kind !== 'chat') throw new Error('no conversation')
  return requestOf(call, chat, { model: 'small', lenient: false, isVllm: false, ...more })
}

const user = (...content: object[]) => ({ role: 'user', content })
const assistant = (...content: object[]) => ({ role: 'assistant', content })
const messages = (...all: object[]) => ({ messages: all }) as unknown as JsonObject
const base64 = (text: string) => Buffer.from(text).toString('base64')
const use = (toolUseId: string, city: string) => ({
  toolUse: { toolUseId, name: 'weather', input: { city } },
})
const result = (toolUseId: string, ...content: object[]) => ({ toolResult: { toolUseId, content } })

describe('a completion request', () => {
  test('text, system prompt, turns and parameters', () => {
    const { body, warnings } = requested({
      ...messages(
        user({ text: 'Hi' }),
        assistant({ text: 'Hello.' }),
        user({ text: 'A' }, { text: 'B' }),
      ),
      system: [{ text: 'Be brief.' }, { cachePoint: { type: 'default' } }, { text: 'Be kind.' }],
      inferenceConfig: { maxTokens: 9, temperature: 0.5, topP: 0.9, stopSequences: ['END'] },
      additionalModelRequestFields: { top_k: 5, seed: 7, min_p: 0.1, anthropic_beta: ['x'] },
    })
    expect(body).toEqual({
      model: 'small',
      messages: [
        { role: 'system', content: 'Be brief.\n\nBe kind.' },
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hello.' },
        { role: 'user', content: 'A\n\nB' },
      ],
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: 9,
      temperature: 0.5,
      top_p: 0.9,
      top_k: 5,
      seed: 7,
      min_p: 0.1,
    })
    expect(warnings).toEqual([expect.stringContaining('anthropic_beta')])
  })

  test('results come first, one message each, in the order of the calls; reasoning is left out', () => {
    const { body } = requested(
      messages(
        user({ text: 'Weather?' }),
        assistant(
          { reasoningContent: { reasoningText: { text: 'Two calls.', signature: 'c2ln' } } },
          use('a', 'Rome'),
          use('b', 'Oslo'),
        ),
        user(
          { text: 'Go on.' },
          result('b', { text: 'cold' }, { image: { format: 'png', source: { bytes: 'aW1n' } } }),
          { toolResult: { toolUseId: 'a', content: [{ json: { sky: 'blue' } }], status: 'error' } },
        ),
      ),
    )
    const calls = (id: string, city: string) => ({
      id,
      type: 'function',
      function: { name: 'weather', arguments: JSON.stringify({ city }) },
    })
    expect(body['messages']).toEqual([
      { role: 'user', content: 'Weather?' },
      { role: 'assistant', content: null, tool_calls: [calls('a', 'Rome'), calls('b', 'Oslo')] },
      { role: 'tool', tool_call_id: 'a', content: 'Error: {"sky":"blue"}' },
      { role: 'tool', tool_call_id: 'b', content: 'cold' },
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: 'data:image/png;base64,aW1n' } },
          { type: 'text', text: 'Go on.' },
        ],
      },
    ])
  })

  test.each([
    [{ auto: {} }, 'auto'],
    [{ any: {} }, 'required'],
    [{ tool: { name: 'weather' } }, { type: 'function', function: { name: 'weather' } }],
  ])('toolChoice %j', (toolChoice, expected) => {
    const schema = { type: 'object', properties: { city: { type: 'string' } } }
    const { body } = requested({
      ...messages(user({ text: 'Hi' })),
      toolConfig: {
        tools: [{ toolSpec: { name: 'weather', description: 'D', inputSchema: { json: schema } } }],
        toolChoice,
      },
    })
    expect(body).toMatchObject({
      tool_choice: expected,
      tools: [
        { type: 'function', function: { name: 'weather', description: 'D', parameters: schema } },
      ],
    })
  })

  test('structured output', () => {
    const schema = { type: 'object', properties: {}, additionalProperties: false }
    const structure = { jsonSchema: { schema: JSON.stringify(schema), name: 'city' } }
    const { body } = requested({
      ...messages(user({ text: 'Hi' })),
      outputConfig: { textFormat: { type: 'json_schema', structure } },
    })
    expect(body['response_format']).toEqual({
      type: 'json_schema',
      json_schema: { name: 'city', schema, strict: true },
    })
  })

  test('only vLLM is asked to continue a prefill', () => {
    const prefilled = messages(user({ text: 'Hi' }), assistant({ text: 'Well,' }))
    expect(requested(prefilled).body).not.toHaveProperty('continue_final_message')
    expect(requested(prefilled, { isVllm: true }).body).toMatchObject({
      continue_final_message: true,
      add_generation_prompt: false,
    })
  })

  test('text documents are included under their name', () => {
    const document = { name: 'notes', format: 'md', source: { bytes: base64('# Rome') } }
    const { body } = requested(messages(user({ document }, { text: 'Sum up.' })))
    expect(body['messages']).toEqual([
      { role: 'user', content: 'Document "notes":\n# Rome\nEnd of document "notes".\n\nSum up.' },
    ])
  })

  test.each([
    ['a pdf', { document: { name: 'r', format: 'pdf', source: { bytes: 'JVBE' } } }, /"r" \(pdf\)/],
    ['video', { video: { format: 'mp4', source: { bytes: 'AAAA' } } }, /cannot process video/],
    [
      'an image in S3',
      { image: { format: 'png', source: { s3Location: { uri: 's3://b/k' } } } },
      /images from S3/,
    ],
  ])('%s is rejected, and dropped with --lenient', (_name, block, message) => {
    const body = messages(user(block, { text: 'Hi' }))
    expect(() => requested(body)).toThrow(message)
    const { warnings, body: sent } = requested(body, { lenient: true })
    expect(warnings).toEqual([expect.stringMatching(message)])
    expect(sent['messages']).toEqual([{ role: 'user', content: 'Hi' }])
  })
})
