import { describe, expect, test } from 'vitest'
import { dialect } from '../../../../server/dialects/cohere/cohere-command-r.ts'
import { answer, streamed, targetOf } from '../../../support/dialect-target.ts'

const model = 'cohere.command-r-v1:0'
const request = {
  message: 'And Rome?',
  preamble: 'Be brief.',
  chat_history: [
    { role: 'USER', message: 'Where is Bonn?' },
    { role: 'CHATBOT', message: 'In Germany.' },
  ],
}
const reply = answer([{ text: 'In Italy.' }])
const uncounted = { inputTokens: 0, outputTokens: 0 }

describe('Cohere Command R', () => {
  test('preamble, history and message', () => {
    expect(dialect.read({ ...request, p: 0.5, max_tokens: 7 }, model)).toMatchObject({
      system: [{ text: 'Be brief.' }],
      messages: [
        { role: 'user', content: [{ text: 'Where is Bonn?' }] },
        { role: 'assistant', content: [{ text: 'In Germany.' }] },
        { role: 'user', content: [{ text: 'And Rome?' }] },
      ],
      topP: 0.5,
      maxTokens: 7,
    })
  })

  test("Cohere's tools become JSON schemas", () => {
    const tools = [
      {
        name: 'find',
        description: 'Finds.',
        parameter_definitions: {
          city: { type: 'str', description: 'Which.', required: true },
          days: { type: 'List[int]' },
        },
      },
    ]
    expect(dialect.read({ message: 'Hi', tools }, model)).toMatchObject({
      tools: [
        {
          name: 'find',
          description: 'Finds.',
          schema: {
            type: 'object',
            properties: {
              city: { type: 'string', description: 'Which.' },
              days: { type: 'array', items: { type: 'integer' } },
            },
            required: ['city'],
          },
        },
      ],
    })
  })

  test('tool results include their calls', () => {
    const tool_results = [
      { call: { name: 'find', parameters: { city: 'Rome' } }, outputs: [{ weather: 'sunny' }] },
    ]
    expect(dialect.read({ message: 'Weather?', tool_results }, model)).toMatchObject({
      messages: [
        { role: 'user', content: [{ text: 'Weather?' }] },
        {
          role: 'assistant',
          content: [{ toolUse: { toolUseId: 'call_0', name: 'find', input: { city: 'Rome' } } }],
        },
        {
          role: 'user',
          content: [
            { toolResult: { toolUseId: 'call_0', content: [{ json: { weather: 'sunny' } }] } },
          ],
        },
      ],
    })
  })

  test('documents precede the question', () => {
    const documents = [{ title: 'Rome', snippet: 'Rome is in Italy.' }]
    expect(dialect.read({ message: 'Where?', documents }, model)).toMatchObject({
      messages: [
        {
          content: [
            { document: { name: 'Rome', source: { text: 'Rome is in Italy.' } } },
            { text: 'Where?' },
          ],
        },
      ],
    })
  })

  test('the body repeats the conversation, and round-trips', () => {
    const body = dialect.body(reply, targetOf(dialect, model, request))
    expect(Object.keys(body)).toEqual([
      'response_id',
      'text',
      'generation_id',
      'chat_history',
      'finish_reason',
    ])
    expect(body['response_id']).toMatch(/^[\da-f]{8}\/[\da-f-]{36}$/)
    expect(body['chat_history']).toEqual([
      ...request.chat_history,
      { role: 'USER', message: 'And Rome?' },
      { role: 'CHATBOT', message: 'In Italy.' },
    ])
    expect(dialect.parse(body)).toEqual({ ...reply, usage: uncounted })
  })

  test('the stream ends with the whole body, and round-trips', () => {
    const chunks = streamed(dialect, reply, targetOf(dialect, model, request))
    expect(chunks[0]).toEqual({ is_finished: false, event_type: 'text-generation', text: 'In' })
    expect(chunks.at(-1)).toMatchObject({
      is_finished: true,
      event_type: 'stream-end',
      response: {
        text: 'In Italy.',
        meta: { billed_units: { input_tokens: 12, output_tokens: 6 } },
      },
      finish_reason: 'COMPLETE',
    })
    expect(dialect.join?.(chunks)).toEqual(reply)
  })

  test('a tool call has no id', () => {
    const call = answer([{ toolUse: { toolUseId: '', name: 'find', input: { city: 'Rome' } } }], {
      stopReason: 'tool_use',
    })
    const to = targetOf(dialect, model, request)
    expect(dialect.body(call, to)).toMatchObject({
      text: '',
      finish_reason: 'COMPLETE',
      tool_calls: [{ name: 'find', parameters: { city: 'Rome' } }],
    })
    expect(dialect.parse(dialect.body(call, to))).toEqual({ ...call, usage: uncounted })
    expect(dialect.join?.(streamed(dialect, call, to))).toEqual(call)
  })

  test('p has a narrower range than elsewhere', () => {
    expect(() => dialect.read({ message: 'Hi', p: 1 }, model)).toThrow(
      '#/p: 1 is not less or equal to 0.99',
    )
  })
})
