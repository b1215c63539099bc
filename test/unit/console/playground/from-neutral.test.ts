import { expect, test } from 'vitest'
import { asConverse } from '../../../../server/console/playground/from-neutral.ts'

test('converts a chat of another API to a Converse body, and reports what has no place there', () => {
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
