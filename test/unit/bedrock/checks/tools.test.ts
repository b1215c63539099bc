import { describe, expect, it } from 'vitest'
import type { Json } from '../../../../server/json.ts'
import {
  CLAUDE,
  NOVA,
  assistant,
  converse,
  toolConfig,
  toolResult,
  toolUse,
  user,
} from '../../../support/refusals.ts'

const noObject = (where: string) =>
  `The format of the value at ${where} is invalid. Provide a json object for the field and try again.`

describe('tools of a Converse request', () => {
  it.each<Json>([[], 'x', 1, true])('need an object as schema, not %j', (json) => {
    const tools = [{ toolSpec: { name: 'a', inputSchema: { json } } }]
    expect(converse(NOVA, { toolConfig: { tools } })).toBe(
      noObject('toolConfig.tools.0.toolSpec.inputSchema.json'),
    )
  })

  it.each<Json>([{}, { type: 'array' }, { type: ['object', 'null'] }, { oneOf: [] }])(
    'need an object schema, not %j',
    (json) => {
      const object = { toolSpec: { name: 'b', inputSchema: { json: { type: 'object' } } } }
      const tools = [object, { toolSpec: { name: 'a', inputSchema: { json } } }]
      expect(converse(NOVA, { toolConfig: { tools } })).toBe(
        'The value at toolConfig.tools.1.toolSpec.inputSchema.json.type must be one of the following: object.',
      )
    },
  )

  it.each<Json>([[], 'x', 1])('need an object as input, not %j', (input) => {
    const messages = [user('a'), assistant(toolUse('t1', { input })), user(toolResult('t1'))]
    expect(converse(NOVA, { messages, toolConfig })).toBe(
      noObject('messages.1.content.0.toolUse.input'),
    )
  })

  it.each<Json>([[], 'x', 1, { a: [{ __type: 'x' }] }])(
    'return an object, if JSON, not %j',
    (json) => {
      const result = toolResult('t1', { content: [{ text: 'a' }, { json }] })
      const messages = [user('a'), assistant(toolUse('t1')), user(result)]
      expect(converse(NOVA, { messages, toolConfig })).toBe(
        noObject('messages.2.content.0.toolResult.content.1.json'),
      )
    },
  )

  it('must be configured if a message calls one', () => {
    const messages = [user('a'), assistant(toolUse('t1')), user(toolResult('t1'))]
    expect(converse(NOVA, { messages })).toBe(
      'The toolConfig field must be defined when using toolUse and toolResult content blocks.',
    )
    expect(converse(NOVA, { messages, toolConfig })).toBeUndefined()
  })
})

describe('tool calls and results', () => {
  it('come in pairs', () => {
    const messages = [
      user('a'),
      assistant(toolUse('t1'), toolUse('t2'), toolUse('t3')),
      user(toolResult('t2')),
    ]
    expect(converse(NOVA, { messages, toolConfig })).toBe(
      'Expected toolResult blocks at messages.2.content for the following Ids: t1, t3',
    )
  })

  it('have the same ids', () => {
    const messages = [user('a'), assistant(toolUse('t1')), user(toolResult('t2'))]
    expect(converse(NOVA, { messages, toolConfig })).toBe(
      'Expected toolResult blocks at messages.2.content for the following Ids: t1',
    )
  })

  it('are required even if the user adds text', () => {
    const messages = [user('a'), assistant(toolUse('t1')), user('never mind')]
    expect(converse(CLAUDE, { messages, toolConfig })).toBe(
      'Expected toolResult blocks at messages.2.content for the following Ids: t1',
    )
  })

  it('cannot exceed the calls', () => {
    const messages = [user('a'), assistant('b'), user(toolResult('t1'))]
    expect(converse(NOVA, { messages, toolConfig })).toBe(
      'The number of toolResult blocks at messages.2.content exceeds the number of toolUse blocks of previous turn.',
    )
  })

  it('may be spread over several messages of one role', () => {
    const messages = [
      user('a'),
      assistant(toolUse('t1'), toolUse('t2')),
      user(toolResult('t1')),
      user(toolResult('t2')),
    ]
    expect(converse(CLAUDE, { messages, toolConfig })).toBeUndefined()
  })

  it('share one message if the service ran the tool', () => {
    const ran = [
      toolUse('t1', { type: 'server_tool_use' }),
      toolResult('t1', { type: 'nova_code_interpreter_result' }),
    ]
    const messages = [user('a'), assistant(...ran, 'b'), user('c')]
    expect(converse('us.amazon.nova-2-lite-v1:0', { messages, toolConfig })).toBeUndefined()
  })

  it('may end with an open call', () => {
    const messages = [user('a'), assistant(toolUse('t1'))]
    expect(converse(NOVA, { messages, toolConfig })).toBeUndefined()
  })
})
