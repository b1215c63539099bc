import { expect, test } from 'vitest'
import { bodyOf, fromCall, NO_PARAMETERS } from '../../../../server/console/playground/request.ts'
import { NO_GUARDRAIL } from '../../../../server/console/playground/guardrail.ts'
import { EXAMPLES, namesIn, NO_TOOLS } from '../../../../server/console/playground/tools.ts'

const nothing = {
  system: '',
  messages: [],
  parameters: NO_PARAMETERS,
  tools: NO_TOOLS,
  guardrail: NO_GUARDRAIL,
  extra: {},
}

test('empty fields are not sent', () => {
  expect(bodyOf(nothing, true)).toEqual({ messages: [] })
})

test.each([{ auto: {} }, { any: {} }, { tool: { name: 'get_weather' } }, undefined])(
  'a body with tools (%j) and a guardrail is read into the fields and built again',
  (toolChoice) => {
    const body = {
      messages: [{ role: 'user', content: [{ text: 'Hello' }] }],
      system: [{ text: 'Be short.' }],
      inferenceConfig: { maxTokens: 9, temperature: 0.5, topP: 0.9, stopSequences: ['a', 'b'] },
      additionalModelRequestFields: { top_k: 5 },
      toolConfig: {
        tools: [{ toolSpec: { name: 'get_weather', inputSchema: { json: {} } } }],
        ...(toolChoice !== undefined && { toolChoice }),
      },
      guardrailConfig: {
        guardrailIdentifier: 'abcdefghijkl',
        guardrailVersion: '1',
        trace: 'enabled',
        streamProcessingMode: 'async',
      },
      performanceConfig: { latency: 'optimized' },
    }
    const fields = fromCall(body)
    expect(fields.extra).toEqual({ performanceConfig: { latency: 'optimized' } })
    expect(bodyOf(fields, true)).toEqual(body)
    const { streamProcessingMode: _, ...whole } = body.guardrailConfig
    expect(bodyOf(fields, false)).toEqual({ ...body, guardrailConfig: whole })
  },
)

test('tools that the fields cannot represent are sent unchanged', () => {
  const toolConfig = { tools: [], later: true }
  const fields = fromCall({ messages: [], toolConfig })
  expect(fields).toMatchObject({ tools: NO_TOOLS, extra: { toolConfig } })
})

test('reports what cannot be sent', () => {
  const tools = (text: string) => () => bodyOf({ ...nothing, tools: { text, choice: '' } }, true)
  expect(tools('[')).toThrow('The tools are not valid JSON.')
  expect(tools('{}')).toThrow('The tools must be a JSON array.')
  const parameters = { ...NO_PARAMETERS, maxTokens: 'many' }
  expect(() => bodyOf({ ...nothing, parameters }, true)).toThrow('Max tokens must be a number.')
})

test('the examples are named tools', () => {
  expect(EXAMPLES.flatMap(({ text }) => namesIn(text))).toEqual([
    'get_weather',
    'calculate',
    'save_contact',
  ])
  expect([namesIn(''), namesIn('[{}]'), namesIn('{'), namesIn('{}')]).toEqual([
    [],
    [],
    undefined,
    undefined,
  ])
})
