import { expect, test } from 'vitest'
import { asConverse } from '../../../../server/console/playground/from-neutral.ts'

test('a chat of another API as a body of Converse, and what that has no place for', () => {
  const { body, lost } = asConverse({
    kind: 'chat',
    system: [{ text: 'Be brief.' }],
    messages: [
      { role: 'system', content: [{ text: 'Be kind.' }] },
      { role: 'user', content: [{ text: 'Hello' }] },
    ],
    tools: [{ name: 'get_weather', schema: { type: 'object' } }],
    systemTools: [],
    toolChoice: { any: {} },
    maxTokens: 10,
    topK: 3,
    stopSequences: ['###'],
  })
  expect(body).toEqual({
    system: [{ text: 'Be brief.' }, { text: 'Be kind.' }],
    messages: [{ role: 'user', content: [{ text: 'Hello' }] }],
    inferenceConfig: { maxTokens: 10, stopSequences: ['###'] },
    toolConfig: {
      tools: [{ toolSpec: { name: 'get_weather', inputSchema: { json: { type: 'object' } } } }],
      toolChoice: { any: {} },
    },
  })
  expect(lost).toEqual(['topK'])
})
