import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../../server/json.ts'
import { dialect } from '../../../../server/dialects/anthropic/anthropic.ts'

const model = 'anthropic.claude-sonnet-4-5-20250929-v1:0'
const base = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 2048 }
const read = (body: JsonObject) => dialect.read({ ...base, ...body }, model)
const readMessage = (...content: JsonObject[]) => read({ messages: [{ role: 'user', content }] })

const image = { type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: '/9j/' } }

describe('a Claude request in the neutral form', () => {
  test('strings and blocks, system and limits', () => {
    expect(
      read({
        system: 'Be brief.',
        messages: [
          { role: 'user', content: 'Where is Rome?' },
          { role: 'assistant', content: [{ type: 'text', text: 'In Italy.' }] },
          { role: 'user', content: [{ type: 'text', text: 'And Oslo?' }] },
        ],
        temperature: 0.5,
        top_k: 40,
        stop_sequences: ['END'],
      }),
    ).toEqual({
      kind: 'chat',
      system: [{ text: 'Be brief.' }],
      messages: [
        { role: 'user', content: [{ text: 'Where is Rome?' }] },
        { role: 'assistant', content: [{ text: 'In Italy.' }] },
        { role: 'user', content: [{ text: 'And Oslo?' }] },
      ],
      tools: [],
      systemTools: [],
      maxTokens: 2048,
      temperature: 0.5,
      topK: 40,
      stopSequences: ['END'],
    })
  })

  test('a system turn in the middle of the conversation', () => {
    const messages = [
      { role: 'user', content: 'Hi' },
      { role: 'system', content: 'Answer in verse.' },
    ]
    expect(read({ messages })).toMatchObject({
      messages: [{ role: 'user' }, { role: 'system', content: [{ text: 'Answer in verse.' }] }],
    })
  })

  test('images and documents from every kind of source', () => {
    const prompt = readMessage(
      image,
      {
        type: 'document',
        title: 'Report',
        context: 'from 2024',
        source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' },
        citations: { enabled: true },
      },
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'All of it.' } },
      {
        type: 'document',
        source: { type: 'content', content: [{ type: 'text', text: 'Part one.' }] },
      },
    )
    expect(prompt).toMatchObject({
      messages: [
        {
          content: [
            { image: { format: 'jpeg', source: { bytes: '/9j/' } } },
            {
              document: {
                format: 'pdf',
                name: 'Report',
                source: { bytes: 'JVBERi0=' },
                context: 'from 2024',
                citations: { enabled: true },
              },
            },
            { document: { format: 'txt', name: 'document', source: { text: 'All of it.' } } },
            { document: { name: 'document', source: { content: [{ text: 'Part one.' }] } } },
          ],
        },
      ],
    })
  })

  test('tools, tool choice, calls and results', () => {
    const schema = { type: 'object', properties: { city: { type: 'string' } } }
    const prompt = read({
      tools: [
        { name: 'weather', description: 'The weather.', input_schema: schema, strict: true },
        { type: 'bash_20250124', name: 'bash' },
      ],
      tool_choice: { type: 'tool', name: 'weather' },
      messages: [
        { role: 'user', content: 'Weather in Oslo?' },
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Oslo' } }],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'toolu_1', content: 'rain', is_error: false },
          ],
        },
      ],
    })
    expect(prompt).toMatchObject({
      tools: [
        { name: 'weather', description: 'The weather.', schema, strict: true },
        { name: 'bash', schema: { required: ['command'] } },
      ],
      toolChoice: { tool: { name: 'weather' } },
      messages: [
        {},
        {
          content: [
            { toolUse: { toolUseId: 'toolu_1', name: 'weather', input: { city: 'Oslo' } } },
          ],
        },
        {
          content: [
            {
              toolResult: { toolUseId: 'toolu_1', content: [{ text: 'rain' }], status: 'success' },
            },
          ],
        },
      ],
    })
  })

  test('a failed tool result with an image', () => {
    const messages = [
      { role: 'user', content: 'Draw.' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'draw', input: {} }] },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: 'a', is_error: true, content: [image] }],
      },
    ]
    expect(read({ messages })).toMatchObject({
      messages: [
        {},
        {},
        {
          content: [{ toolResult: { status: 'error', content: [{ image: { format: 'jpeg' } }] } }],
        },
      ],
    })
  })

  test('thinking, plain and redacted', () => {
    const content = [
      { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' },
      { type: 'redacted_thinking', data: 'b3BhcXVl' },
      { type: 'text', text: 'Yes' },
    ]
    const messages = [
      { role: 'user', content: 'Is it?' },
      { role: 'assistant', content },
      { role: 'user', content: 'Sure?' },
    ]
    expect(read({ messages })).toMatchObject({
      messages: [
        {},
        {
          content: [
            { reasoningContent: { reasoningText: { text: 'Hm.', signature: 'c2ln' } } },
            { reasoningContent: { redactedContent: 'YjNCaGNYVmw=' } },
            { text: 'Yes' },
          ],
        },
        {},
      ],
    })
  })

  test('what is marked for caching is followed by a cachePoint', () => {
    const mark = { cache_control: { type: 'ephemeral', ttl: '1h' } }
    const prompt = read({
      system: [{ type: 'text', text: 'Rules', cache_control: { type: 'ephemeral' } }],
      tools: [{ name: 'a', input_schema: { type: 'object' }, ...mark }],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi', ...mark }] }],
    })
    expect(prompt).toMatchObject({
      system: [{ text: 'Rules' }, { cachePoint: { type: 'default' } }],
      cachesTools: true,
      messages: [{ content: [{ text: 'Hi' }, { cachePoint: { type: 'default', ttl: '1h' } }] }],
    })
  })

  test.each([
    [{ thinking: { type: 'enabled', budget_tokens: 1024 } }, { budgetTokens: 1024 }],
    [{ thinking: { type: 'adaptive' }, output_config: { effort: 'high' } }, { effort: 'high' }],
    [{ thinking: { type: 'disabled' } }, undefined],
  ])('thinking as in %j', (body, reasoning) => {
    const messages = [{ role: 'user', content: 'Hi' }]
    const prompt = dialect.read({ ...base, messages, ...body }, 'anthropic.claude-sonnet-4-6')
    expect('reasoning' in prompt ? prompt.reasoning : undefined).toEqual(reasoning)
  })

  test('structured output', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } }
    const output_config = { format: { type: 'json_schema', schema } }
    expect(read({ messages: [{ role: 'user', content: 'Hi' }], output_config })).toHaveProperty(
      'format',
      { schema },
    )
  })
})
