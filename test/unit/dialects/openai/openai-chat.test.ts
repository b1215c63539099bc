import { describe, expect, test } from 'vitest'
import type { Message } from '../../../../server/neutral/reply.ts'
import { dialect } from '../../../../server/dialects/openai/openai-chat.ts'
import { answer, streamed, targetOf, tokensOf } from '../../../support/dialect-target.ts'

const gptOss = 'openai.gpt-oss-20b-1:0'
const qwen = 'qwen.qwen3-32b-v1:0'
const request = { messages: [{ role: 'user', content: 'Where is Rome?' }] }

const thought = { reasoningContent: { reasoningText: { text: 'Easy, that one.' } } }
const call = { toolUse: { toolUseId: 'call_7', name: 'find', input: { city: 'Rome' } } }
const replies: [string, Message][] = [
  ['a text', answer([{ text: 'In Italy.' }])],
  ['thoughts and a text', answer([thought, { text: 'In Italy.' }])],
  ['a text and a call', answer([{ text: 'Let me see.' }, call], { stopReason: 'tool_use' })],
  ['a call alone', answer([call], { stopReason: 'tool_use' })],
  ['a text cut off', answer([{ text: 'In It' }], { stopReason: 'max_tokens' })],
]

describe('chat completions: requests', () => {
  test('roles, tools, results and parameters', () => {
    const prompt = dialect.read(
      {
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: [{ type: 'text', text: 'Weather?' }] },
          {
            role: 'assistant',
            content: null,
            tool_calls: [
              {
                id: 'a',
                type: 'function',
                function: { name: 'find', arguments: '{"city":"Rome"}' },
              },
              { id: 'b', type: 'function', function: { name: 'find', arguments: '' } },
            ],
          },
          { role: 'tool', tool_call_id: 'a', content: 'Sunny' },
          { role: 'tool', tool_call_id: 'b', content: 'Rain' },
          { role: 'user', content: 'And now?' },
        ],
        tools: [
          {
            type: 'function',
            function: { name: 'find', description: 'Finds.', parameters: { type: 'object' } },
          },
        ],
        tool_choice: { type: 'function', function: { name: 'find' } },
        max_completion_tokens: 50,
        temperature: 1,
        top_p: 0.5,
        stop: 'END',
        n: 2,
        reasoning_effort: 'low',
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'it', schema: { type: 'object' } },
        },
      },
      gptOss,
    )
    expect(prompt).toEqual({
      kind: 'chat',
      system: [{ text: 'Be brief.' }],
      messages: [
        { role: 'user', content: [{ text: 'Weather?' }] },
        {
          role: 'assistant',
          content: [
            { toolUse: { toolUseId: 'a', name: 'find', input: { city: 'Rome' } } },
            { toolUse: { toolUseId: 'b', name: 'find', input: {} } },
          ],
        },
        {
          role: 'user',
          content: [
            { toolResult: { toolUseId: 'a', content: [{ text: 'Sunny' }] } },
            { toolResult: { toolUseId: 'b', content: [{ text: 'Rain' }] } },
            { text: 'And now?' },
          ],
        },
      ],
      tools: [{ name: 'find', description: 'Finds.', schema: { type: 'object' } }],
      systemTools: [],
      toolChoice: { tool: { name: 'find' } },
      maxTokens: 50,
      temperature: 1,
      topP: 0.5,
      stopSequences: ['END'],
      count: 2,
      reasoning: { effort: 'low' },
      format: { schema: { type: 'object' }, name: 'it' },
    })
  })

  test('images and audio', () => {
    const content = [
      { type: 'image_url', image_url: { url: 'data:image/jpg;base64,AAAA' } },
      { type: 'input_audio', input_audio: { data: 'BBBB', format: 'mp3' } },
    ]
    expect(dialect.read({ messages: [{ role: 'user', content }] }, qwen)).toMatchObject({
      messages: [
        {
          content: [
            { image: { format: 'jpeg', source: { bytes: 'AAAA' } } },
            { audio: { format: 'mp3', source: { bytes: 'BBBB' } } },
          ],
        },
      ],
    })
  })

  test.each([
    [
      { model: 'openai.gpt-oss-120b-1:0' },
      `The model 'openai.gpt-oss-120b-1:0' does not match the model ID '${gptOss}' of the request.`,
    ],
    [
      { max_completion_tokens: 128_000 },
      "'max_completion_tokens' (128000) exceeds model maximum (65536)",
    ],
    [
      { reasoning_effort: 'none' },
      "Unsupported value: 'reasoning_effort' does not support 'none' with this model. Supported values are: 'low', 'medium', and 'high'.",
    ],
  ])("gpt-oss rejects %j with OpenAI's message", (more, message) => {
    const error = {
      code: 'validation_error',
      message,
      param: null,
      type: 'invalid_request_error',
    }
    expect(() => dialect.read({ ...request, ...more }, gptOss)).toThrow(JSON.stringify({ error }))
    expect(() => dialect.read({ ...request, ...more }, qwen)).not.toThrow()
  })

  test('gpt-oss accepts its own name, and that of its profile', () => {
    for (const model of [gptOss, `us.${gptOss}`])
      expect(dialect.read({ ...request, model }, gptOss)).toHaveProperty('messages.length', 1)
  })

  test('reasoning sent back in the text of gpt-oss', () => {
    const messages = [
      ...request.messages,
      { role: 'assistant', content: '<reasoning>Easy.</reasoning>In Italy.' },
    ]
    const content = [
      { reasoningContent: { reasoningText: { text: 'Easy.' } } },
      { text: 'In Italy.' },
    ]
    expect(dialect.read({ messages }, gptOss)).toMatchObject({ messages: [{}, { content }] })
    expect(dialect.read({ messages }, qwen)).toMatchObject({
      messages: [{}, { content: [{ text: '<reasoning>Easy.</reasoning>In Italy.' }] }],
    })
  })

  test('unknown members are ignored', () => {
    expect(dialect.read({ ...request, min_p: 0.1 }, qwen)).toMatchObject({ kind: 'chat' })
  })

  test.each([
    [{}, '#: required key [messages] not found'],
    [{ messages: 'Hi' }, '#/messages: expected type: JSONArray, found: String'],
    [
      { messages: [{ role: 'robot', content: 'Hi' }] },
      '#/messages/0/role: robot is not a valid enum value',
    ],
    [{ ...request, max_tokens: 0 }, '#/max_tokens: 0 is not greater or equal to 1'],
  ])('%j is rejected', (body, violation) => {
    expect(() => dialect.read(body, qwen)).toThrow(`Malformed input request: ${violation}, please`)
  })
})

describe('chat completions: answers', () => {
  describe.each([gptOss, qwen])('%s', (model) => {
    const to = targetOf(dialect, model, request)

    test.each(replies)('%s round-trips', (_, reply) => {
      expect(dialect.parse(dialect.body(reply, to))).toEqual(reply)
    })

    test.each(replies)('%s as a stream round-trips', (_, reply) => {
      expect(dialect.join?.(streamed(dialect, reply, to))).toEqual(reply)
      expect(tokensOf(dialect, reply, to)).toBe(6)
    })
  })

  test('keys are in alphabetical order', () => {
    const to = targetOf(dialect, gptOss, request)
    const body = dialect.body(answer([{ text: 'In Italy.' }]), to)
    expect(JSON.stringify({ ...body, id: 'ID' })).toBe(
      '{"choices":[{"finish_reason":"stop","index":0,"logprobs":null,"message":{"content":"In Italy.","refusal":null,"role":"assistant"}}],' +
        '"created":1767323045,"id":"ID","model":"openai.gpt-oss-20b-1:0","object":"chat.completion","service_tier":"auto",' +
        '"usage":{"completion_tokens":6,"prompt_tokens":12,"total_tokens":18}}',
    )
    expect(body['id']).toMatch(
      /^chatcmpl-[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    )
  })

  test('gpt-oss reasons in tags, each chunk in its own; others have a member for it', () => {
    const reply = answer([thought, { text: 'In Italy.' }])
    const content = (model: string) => {
      const [, first] = streamed(dialect, reply, targetOf(dialect, model, request))
      return first?.['choices']
    }
    expect(content(gptOss)).toMatchObject([{ delta: { content: '<reasoning>Easy</reasoning>' } }])
    expect(content(qwen)).toMatchObject([{ delta: { reasoning_content: 'Easy' } }])
  })

  test("a call without an id gets an id in the family's format", () => {
    const reply = answer([{ toolUse: { ...call.toolUse, toolUseId: '' } }], {
      stopReason: 'tool_use',
    })
    const { content } = dialect.parse(
      dialect.body(reply, targetOf(dialect, qwen, request)),
    ) as Message
    expect(content[0]?.toolUse?.toolUseId).toMatch(/^chatcmpl-tool-[\da-f]{32}$/)
  })

  test('Kimi numbers its calls', () => {
    const reply = answer([{ toolUse: { ...call.toolUse, toolUseId: '' } }])
    const body = dialect.body(reply, targetOf(dialect, 'moonshotai.kimi-k2.5', request))
    expect(JSON.stringify(body)).toContain('"id":"functions.find:0"')
  })

  test('returns as many choices as requested', () => {
    const to = targetOf(dialect, qwen, { ...request, n: 3 })
    const reply = answer([{ text: 'Italy' }])
    expect(dialect.body(reply, to)['choices']).toMatchObject([
      { index: 0 },
      { index: 1 },
      { index: 2 },
    ])
    const indexes = streamed(dialect, reply, to).map(({ choices }) => choices)
    expect(indexes.at(-1)).toMatchObject([{ index: 2, finish_reason: 'stop' }])
  })

  test('usage in a separate chunk on request', () => {
    const to = targetOf(dialect, qwen, { ...request, stream_options: { include_usage: true } })
    expect(streamed(dialect, answer([{ text: 'Italy' }]), to).at(-1)).toMatchObject({
      choices: [],
      usage: { completion_tokens: 6, prompt_tokens: 12, total_tokens: 18 },
    })
  })
})
