import { expect, test } from 'vitest'
import { itemsOf } from '../../../../../server/bedrock/doors/responses/items.ts'
import { readResponseRequest } from '../../../../../server/bedrock/doors/responses/request.ts'
import type { JsonObject } from '../../../../../server/json.ts'

const read = (body: JsonObject) => readResponseRequest(body, itemsOf(body['input']))

test('instructions, tools, limits, reasoning and a schema', () => {
  const schema = { type: 'object', properties: { city: { type: 'string' } } }
  expect(
    read({
      model: 'openai.gpt-oss-20b',
      instructions: 'Be brief.',
      input: 'Hi',
      max_output_tokens: 100,
      temperature: 0.5,
      top_p: 0.9,
      reasoning: { effort: 'low' },
      text: { format: { type: 'json_schema', name: 'place', schema } },
      tool_choice: { type: 'function', name: 'find' },
      tools: [
        { type: 'function', name: 'find', description: 'Finds.', parameters: schema, strict: true },
        { type: 'web_search' },
        { type: 'mcp', server_label: 'orders', connector_id: 'arn:aws:lambda:x' },
      ],
    }),
  ).toEqual({
    kind: 'chat',
    system: [{ text: 'Be brief.' }],
    messages: [{ role: 'user', content: [{ text: 'Hi' }] }],
    tools: [{ name: 'find', description: 'Finds.', schema, strict: true }],
    systemTools: ['web_search', 'orders'],
    toolChoice: { tool: { name: 'find' } },
    maxTokens: 100,
    temperature: 0.5,
    topP: 0.9,
    reasoning: { effort: 'low' },
    format: { schema, name: 'place' },
    stopSequences: [],
  })
})

test.each([
  [{ tool_choice: 'required' }, { toolChoice: { any: {} } }],
  [{ tool_choice: { type: 'allowed_tools', mode: 'auto' } }, { toolChoice: { auto: {} } }],
  [{ text: { format: { type: 'json_object' } } }, { format: { schema: {} } }],
])('%j', (body, prompt) => {
  expect(read({ input: 'Hi', ...body })).toMatchObject(prompt)
})

test.each([{ reasoning: { effort: 'none' } }, { text: { format: { type: 'text' } } }])(
  '%j has no effect',
  (body) => {
    const prompt = read({ input: 'Hi', ...body })
    expect(prompt.reasoning ?? prompt.format).toBeUndefined()
  },
)
