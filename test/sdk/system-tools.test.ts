import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import type {
  ContentBlock,
  ConverseCommandInput,
  Tool,
  ToolChoice,
} from '@aws-sdk/client-bedrock-runtime'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { collect } from '../support/collect.ts'
import { invoke } from '../support/invoke.ts'
import { startServer } from '../support/server.ts'

const modelId = 'us.amazon.nova-2-lite-v1:0'
const INTERPRETER: Tool = { systemTool: { name: 'nova_code_interpreter' } }
const GROUNDING: Tool = { systemTool: { name: 'nova_grounding' } }
const FINAL: Tool = {
  toolSpec: {
    name: 'final_result',
    description: 'The final response which ends this conversation',
    inputSchema: {
      json: { type: 'object', properties: { result: { type: 'number' } }, required: ['result'] },
    },
  },
}

let server: Awaited<ReturnType<typeof startServer>>
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const asking = (text: string, tools: Tool[], toolChoice?: ToolChoice): ConverseCommandInput => ({
  modelId,
  messages: [{ role: 'user', content: [{ text }] }],
  toolConfig: { tools, ...(toolChoice && { toolChoice }) },
})

async function answer(input: ConverseCommandInput) {
  const { output, stopReason } = await server.runtime.send(new ConverseCommand(input))
  return { content: output?.message?.content ?? [], stopReason }
}

const ran = (snippet: string, json: object): ContentBlock[] => [
  {
    toolUse: {
      name: 'nova_code_interpreter',
      toolUseId: expect.stringMatching(/^tooluse_/),
      input: { snippet },
      type: 'server_tool_use',
    },
  },
  {
    toolResult: {
      toolUseId: expect.stringMatching(/^tooluse_/),
      content: [{ json: json as never }],
      status: 'success',
      type: 'nova_code_interpreter_result',
    },
  },
]

test('the code interpreter computes in one message: call, result and text', async () => {
  const { content, stopReason } = await answer(asking('What is 1234 * 5678?', [INTERPRETER]))
  expect(content).toEqual([
    ...ran('1234 * 5678', { stdOut: '7006652', stdErr: '', exitCode: 0, isError: false }),
    { text: '1234 * 5678 gives 7006652.' },
  ])
  expect(content[1]?.toolResult?.toolUseId).toBe(content[0]?.toolUse?.toolUseId)
  expect(stopReason).toBe('end_turn')
})

test('a failure is reported', async () => {
  const { content } = await answer(asking('Divide: 1 / 0', [INTERPRETER]))
  const stdErr = 'ZeroDivisionError: division by zero'
  expect(content.slice(0, 2)).toEqual(
    ran('1 / 0', { stdOut: '', stdErr, exitCode: 1, isError: true }),
  )
})

test('a tool of the caller is called with the result', async () => {
  const { content, stopReason } = await answer(
    asking('What is 1234 * 5678?', [FINAL, INTERPRETER], { any: {} }),
  )
  expect(content.map((block) => Object.keys(block)[0])).toEqual([
    'toolUse',
    'toolResult',
    'toolUse',
  ])
  expect(content[2]?.toolUse).toMatchObject({ name: 'final_result', input: { result: 7006652 } })
  expect(stopReason).toBe('tool_use')
})

test('a stream starts the result as a separate block', async () => {
  const { stream } = await server.runtime.send(
    new ConverseStreamCommand(asking('What is 1234 * 5678?', [INTERPRETER])),
  )
  const events = await collect(stream)
  expect(events.flatMap(({ contentBlockStart }) => contentBlockStart ?? [])).toMatchObject([
    {
      contentBlockIndex: 0,
      start: { toolUse: { name: 'nova_code_interpreter', type: 'server_tool_use' } },
    },
    {
      contentBlockIndex: 1,
      start: { toolResult: { status: 'success', type: 'nova_code_interpreter_result' } },
    },
  ])
  const deltas = events.flatMap(({ contentBlockDelta }) => contentBlockDelta ?? [])
  expect(deltas[0]?.delta).toEqual({ toolUse: { input: '{"snippet":"1234 * 5678"}' } })
  expect(deltas[1]?.delta).toEqual({
    toolResult: [{ json: { stdOut: '7006652', stdErr: '', exitCode: 0, isError: false } }],
  })
})

test('grounding hides its results and cites the web', async () => {
  const { content } = await answer(
    asking('Search the web: what is the latest stable Ruby version?', [GROUNDING]),
  )
  expect(content).toMatchObject([
    {
      toolUse: {
        name: 'nova_grounding',
        type: 'server_tool_use',
        input: { query: expect.any(String) },
      },
    },
    { toolResult: { content: [{ text: '[HIDDEN]' }], type: 'nova_grounding_result' } },
    { text: expect.any(String) },
    { citationsContent: { citations: [{ location: { web: { domain: 'example.com' } } }] } },
    { text: '.' },
  ])
})

test('a system tool that is not requested does not run', async () => {
  const { content } = await answer(asking('Tell me about the harbour.', [INTERPRETER, GROUNDING]))
  expect(content).toEqual([{ text: expect.any(String) }])
})

test('the conversation continues with the message as received', async () => {
  const { content } = await answer(asking('What is 2 + 3?', [INTERPRETER]))
  const { stopReason } = await answer({
    modelId,
    messages: [
      { role: 'user', content: [{ text: 'What is 2 + 3?' }] },
      { role: 'assistant', content },
      { role: 'user', content: [{ text: 'Thanks!' }] },
    ],
    toolConfig: { tools: [INTERPRETER] },
  })
  expect(stopReason).toBe('end_turn')
})

test("Nova's native body has the same blocks", async () => {
  const native = await invoke<{ output: { message: { content: ContentBlock[] } } }>(
    server.runtime,
    modelId,
    {
      messages: [{ role: 'user', content: [{ text: 'What is 6 * 7?' }] }],
      toolConfig: { tools: [INTERPRETER] },
    },
  )
  const [call, result] = native.output.message.content
  expect(call?.toolUse).toMatchObject({ input: { snippet: '6 * 7' }, type: 'server_tool_use' })
  expect(result?.toolResult).toMatchObject({
    toolUseId: call?.toolUse?.toolUseId,
    content: [{ json: { stdOut: '42' } }],
  })
})
