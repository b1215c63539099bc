import { expect, test } from 'vitest'
import { apiOf } from '../../../../../server/console/playground/apis/index.ts'
import type { ConverseBody } from '../../../../../server/console/playground/converse-body.ts'

const png = { format: 'png', source: { bytes: 'iVBO' } }
const BODY: ConverseBody = {
  system: [{ text: 'Be short.' }],
  messages: [
    { role: 'user', content: [{ text: 'What is this?' }, { image: png }] },
    {
      role: 'assistant',
      content: [
        { reasoningContent: { reasoningText: { text: 'Hm.', signature: 'sig' } } },
        { text: 'I look.' },
        { toolUse: { toolUseId: 'one', name: 'look_up', input: { what: 'it' } } },
      ],
    },
    {
      role: 'user',
      content: [{ toolResult: { toolUseId: 'one', content: [{ json: { is: 'a cat' } }] } }],
    },
  ],
  inferenceConfig: { maxTokens: 9, temperature: 0.5, topP: 0.9 },
  additionalModelRequestFields: { seed: 1 },
  toolConfig: {
    tools: [{ toolSpec: { name: 'look_up', inputSchema: { json: { type: 'object' } } } }],
    toolChoice: { any: {} },
  },
}
function named(operation: string) {
  const api = apiOf(operation)
  if (api === undefined) throw new Error(`no API for ${operation}`)
  return api
}
const sent = (operation: string) => named(operation).bodyOf(BODY, 'model', true)

test('Converse sends the body as it is', () => {
  expect(sent('Converse')).toBe(BODY)
})

test('Chat Completions', () => {
  expect(sent('ChatCompletions')).toEqual({
    model: 'model',
    messages: [
      { role: 'system', content: 'Be short.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBO' } },
        ],
      },
      {
        role: 'assistant',
        content: 'I look.',
        tool_calls: [
          {
            id: 'one',
            type: 'function',
            function: { name: 'look_up', arguments: '{"what":"it"}' },
          },
        ],
      },
      { role: 'tool', tool_call_id: 'one', content: '{"is":"a cat"}' },
    ],
    max_completion_tokens: 9,
    temperature: 0.5,
    top_p: 0.9,
    tools: [{ type: 'function', function: { name: 'look_up', parameters: { type: 'object' } } }],
    tool_choice: 'required',
    stream: true,
    stream_options: { include_usage: true },
    seed: 1,
  })
})

test('Responses', () => {
  expect(sent('Responses')).toEqual({
    model: 'model',
    instructions: 'Be short.',
    input: [
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'What is this?' },
          { type: 'input_image', image_url: 'data:image/png;base64,iVBO' },
        ],
      },
      { role: 'assistant', content: [{ type: 'output_text', text: 'I look.' }] },
      { type: 'function_call', call_id: 'one', name: 'look_up', arguments: '{"what":"it"}' },
      { type: 'function_call_output', call_id: 'one', output: '{"is":"a cat"}' },
    ],
    max_output_tokens: 9,
    temperature: 0.5,
    top_p: 0.9,
    tools: [{ type: 'function', name: 'look_up', parameters: { type: 'object' } }],
    tool_choice: 'required',
    stream: true,
    seed: 1,
  })
})

test('Messages', () => {
  expect(sent('Messages')).toEqual({
    model: 'model',
    max_tokens: 9,
    system: 'Be short.',
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBO' } },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm.', signature: 'sig' },
          { type: 'text', text: 'I look.' },
          { type: 'tool_use', id: 'one', name: 'look_up', input: { what: 'it' } },
        ],
      },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 'one', content: '{"is":"a cat"}' }],
      },
    ],
    temperature: 0.5,
    top_p: 0.9,
    tools: [{ name: 'look_up', input_schema: { type: 'object' } }],
    tool_choice: { type: 'any' },
    stream: true,
    seed: 1,
  })
})

test.each(['ChatCompletions', 'Responses', 'Messages'])(
  '%s reports what it cannot send',
  (operation) => {
    const { label, bodyOf } = named(operation)
    const refused = (changes: object) => () => bodyOf({ messages: [], ...changes }, 'model', false)
    expect(refused({ requestMetadata: {} })).toThrow(`${label} does not support requestMetadata.`)
    expect(refused({ toolConfig: { tools: [{ cachePoint: {} }] } })).toThrow(
      `${label} only supports tools with a toolSpec.`,
    )
    const video = { role: 'user', content: [{ video: {} }] }
    expect(refused({ messages: [video] })).toThrow(`${label} does not support video blocks.`)
  },
)

test('Responses supports no stop sequences, and Messages only some documents', () => {
  const stops = { messages: [], inferenceConfig: { stopSequences: ['#'] } }
  expect(() => named('Responses').bodyOf(stops, '', false)).toThrow(
    'does not support stop sequences',
  )
  const file = (format: string) => ({
    messages: [
      {
        role: 'user' as const,
        content: [{ document: { format, name: 'it', source: { bytes: btoa('Hi') } } }],
      },
    ],
  })
  const messages = named('Messages')
  expect(() => messages.bodyOf(file('docx'), '', false)).toThrow('not .docx')
  expect(JSON.stringify(messages.bodyOf(file('txt'), '', false))).toContain('"data":"Hi"')
  expect(JSON.stringify(named('ChatCompletions').bodyOf(file('pdf'), '', false))).toContain(
    '"filename":"it.pdf","file_data":"data:application/pdf;base64,SGk="',
  )
})

const ANSWER = [
  { reasoningContent: { reasoningText: { text: 'Hm.' } } },
  { text: 'I look.' },
  { toolUse: { toolUseId: 'one', name: 'look_up', input: { what: 'it' } } },
]
const USAGE = { inputTokens: 3, outputTokens: 5 }

const WHOLE: Readonly<Record<string, object>> = {
  ChatCompletions: {
    choices: [
      {
        finish_reason: 'tool_calls',
        message: {
          reasoning: 'Hm.',
          content: 'I look.',
          tool_calls: [{ id: 'one', function: { name: 'look_up', arguments: '{"what":"it"}' } }],
        },
      },
    ],
    usage: { prompt_tokens: 3, completion_tokens: 5 },
  },
  Responses: {
    status: 'completed',
    output: [
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] },
      { type: 'message', content: [{ type: 'output_text', text: 'I look.' }] },
      { type: 'function_call', call_id: 'one', name: 'look_up', arguments: '{"what":"it"}' },
    ],
    usage: { input_tokens: 3, output_tokens: 5 },
  },
  Messages: {
    content: [
      { type: 'thinking', thinking: 'Hm.' },
      { type: 'text', text: 'I look.' },
      { type: 'tool_use', id: 'one', name: 'look_up', input: { what: 'it' } },
    ],
    stop_reason: 'tool_use',
    usage: { input_tokens: 3, output_tokens: 5 },
  },
}

const STOPS = { ChatCompletions: 'tool_calls', Responses: 'completed', Messages: 'tool_use' }

test.each(Object.entries(STOPS))('a whole answer of %s', (operation, stopReason) => {
  expect(named(operation).answerOf(WHOLE[operation])).toEqual({
    blocks: ANSWER,
    stopReason,
    usage: USAGE,
  })
})

const delta = (body: object) => ({ choices: [{ delta: body }] })
const call = (body: object) => delta({ tool_calls: [{ index: 0, ...body }] })
const part = (index: number, body: object) => ({ index, delta: body })

const STREAMS: Readonly<Record<string, readonly object[]>> = {
  ChatCompletions: [
    delta({ content: '', role: 'assistant' }),
    delta({ reasoning: 'Hm.' }),
    delta({ content: 'I ' }),
    delta({ content: 'look.' }),
    call({ id: 'one', function: { name: 'look_up', arguments: '' } }),
    call({ function: { arguments: '{"what":' } }),
    call({ function: { arguments: '"it"}' } }),
    { choices: [{ delta: {}, finish_reason: 'tool_calls' }] },
    { choices: [], usage: { prompt_tokens: 3, completion_tokens: 5 } },
  ],
  Responses: [
    { type: 'response.created', response: { output: [], status: 'in_progress' } },
    {
      type: 'response.output_item.done',
      output_index: 0,
      item: { type: 'reasoning', summary: [{ text: 'Hm.' }] },
    },
    {
      type: 'response.output_item.added',
      output_index: 1,
      item: { type: 'message', content: [] },
    },
    { type: 'response.output_text.delta', output_index: 1, delta: 'I ' },
    { type: 'response.output_text.delta', output_index: 1, delta: 'look.' },
    { type: 'response.completed', response: WHOLE['Responses'] },
  ],
  Messages: [
    { message: { content: [], usage: { input_tokens: 3, output_tokens: 1 } } },
    { index: 0, content_block: { type: 'thinking', thinking: '' } },
    part(0, { thinking: 'Hm.' }),
    { index: 1, content_block: { type: 'text', text: '' } },
    part(1, { text: 'I ' }),
    part(1, { text: 'look.' }),
    { index: 2, content_block: { type: 'tool_use', id: 'one', name: 'look_up', input: {} } },
    part(2, { partial_json: '{"what":' }),
    part(2, { partial_json: '"it"}' }),
    { delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 5 } },
  ],
}

test.each(Object.entries(STOPS))('a stream of %s', (operation, stopReason) => {
  const read = named(operation).reader()
  const answers = (STREAMS[operation] ?? []).map((event) => read('', JSON.stringify(event)))
  expect(answers.some(({ blocks }) => blocks.some(({ text }) => text === 'I '))).toBe(true)
  expect(answers.at(-1)).toEqual({ blocks: ANSWER, stopReason, usage: USAGE })
})

test('a failed response has its reason', () => {
  const read = named('Responses').reader()
  const failed = { type: 'response.failed', response: { output: [], error: { message: 'No.' } } }
  expect(() => read('', JSON.stringify(failed))).toThrow('No.')
})
