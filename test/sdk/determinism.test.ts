import { expect, test } from 'vitest'
import { families } from '../support/families.ts'
import { startServer } from '../support/server.ts'

// Over plain HTTP, to compare bytes rather than a client's view of them.

const messages = [{ role: 'user', content: [{ text: 'Tell me about the harbour.' }] }]
const toolConfig = {
  tools: [
    {
      toolSpec: {
        name: 'harbour_depth',
        inputSchema: { json: { type: 'object', properties: { name: { type: 'string' } } } },
      },
    },
  ],
}

const cases: [name: string, modelId: string, operation: string, body: object][] = [
  ...families.flatMap(({ family, modelId, body }): (typeof cases)[number][] => [
    [`Converse of ${family}`, modelId, 'converse', { messages }],
    [`ConverseStream of ${family}`, modelId, 'converse-stream', { messages }],
    [`InvokeModel of ${family}`, modelId, 'invoke', body('Tell me about the harbour.')],
    [
      `InvokeModelWithResponseStream of ${family}`,
      modelId,
      'invoke-with-response-stream',
      body('Tell me about the harbour.'),
    ],
  ]),
  ['a tool call', 'amazon.nova-lite-v1:0', 'converse-stream', { messages, toolConfig }],
  [
    'a picture',
    'amazon.nova-canvas-v1:0',
    'invoke',
    {
      taskType: 'TEXT_IMAGE',
      textToImageParams: { text: 'a harbour' },
      imageGenerationConfig: { width: 320, height: 320 },
    },
  ],
  ['a vector', 'amazon.titan-embed-text-v2:0', 'invoke', { inputText: 'a harbour' }],
]

test.each(cases)(
  'the same request returns the same bytes: %s',
  async (_, modelId, operation, body) => {
    await using server = await startServer()
    await using other = await startServer()
    const answers: string[] = []
    for (const { url } of [server, server, other]) {
      const answer = await fetch(`${url}/model/${encodeURIComponent(modelId)}/${operation}`, {
        method: 'POST',
        body: JSON.stringify(body),
      })
      expect(answer.status).toBe(200)
      answers.push(Buffer.from(await answer.arrayBuffer()).toString('latin1'))
    }
    expect(answers[1]).toBe(answers[0])
    expect(answers[2]).toBe(answers[0])
  },
)

test('a cached answer equals a newly invented one, and another request gets its own', async () => {
  const [cranes, ropes] = ['Tell me about cranes.', 'Tell me about ropes.']
  const prompts = [cranes, ropes, cranes, cranes, ropes, cranes]
  await using first = await startServer()
  await using second = await startServer()
  const ask = async (
    url: string,
    prompt: string,
    path: string,
    model = 'amazon.nova-lite-v1:0',
  ) => {
    const body = JSON.stringify({ messages: [{ role: 'user', content: [{ text: prompt }] }] })
    const answer = await fetch(`${url}/model/${model}/${path}`, { method: 'POST', body })
    return Buffer.from(await answer.arrayBuffer()).toString('latin1')
  }
  for (const path of ['converse', 'converse-stream', 'invoke', 'invoke-with-response-stream']) {
    const answers: string[] = []
    for (const prompt of prompts) answers.push(await ask(first.url, prompt, path))
    for (const [at, prompt] of prompts.entries())
      expect(answers[at]).toBe(answers[prompt === cranes ? 0 : 1])
    expect(answers[1]).not.toBe(answers[0])
    expect(await ask(second.url, 'Tell me about cranes.', path)).toBe(answers[0])
  }
  const other = await ask(first.url, 'Tell me about cranes.', 'converse', 'amazon.nova-pro-v1:0')
  expect(other).toContain('cranes')
})
