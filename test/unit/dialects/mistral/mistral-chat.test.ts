import { describe, expect, test } from 'vitest'
import { dialect } from '../../../../server/dialects/mistral/mistral-chat.ts'
import { answer, streamed, targetOf } from '../../../support/dialect-target.ts'

const old = 'mistral.mistral-large-2407-v1:0'
const pixtral = 'mistral.pixtral-large-2502-v1:0'
const request = {
  messages: [{ role: 'user', content: 'Where is Rome?' }],
  tools: [{ type: 'function', function: { name: 'find', parameters: { type: 'object' } } }],
  tool_choice: 'any',
}
const reply = answer(
  [{ text: 'Let me see.' }, { toolUse: { toolUseId: 'AbC123xyz', name: 'find', input: { a: 1 } } }],
  { stopReason: 'tool_use' },
)

describe('Mistral chat', () => {
  test('can force any tool', () => {
    expect(dialect.read(request, pixtral)).toMatchObject({
      toolChoice: { any: {} },
      tools: [{ name: 'find' }],
    })
  })

  test.each([
    [old, 'stop_reason', 'message'],
    [pixtral, 'finish_reason', 'delta'],
  ])('%s is %s, and %s in the stream', (model, finish, member) => {
    const to = targetOf(dialect, model, request)
    const { choices } = dialect.body(reply, to)
    expect(Object.keys((choices as object[])[0] ?? {})).toEqual(['index', 'message', finish])
    expect(choices).toMatchObject([{ [finish]: 'tool_calls' }])
    const chunks = streamed(dialect, reply, to)
    expect(chunks[1]).toMatchObject({
      choices: [{ index: 0, [member]: { content: 'Let' }, [finish]: null }],
    })
  })

  test.each([old, pixtral])('%s round-trips', (model) => {
    const to = targetOf(dialect, model, request)
    expect(dialect.parse(dialect.body(reply, to))).toEqual(reply)
    expect(dialect.join?.(streamed(dialect, reply, to))).toEqual(reply)
  })

  test('call ids are nine letters and digits', () => {
    const call = answer([{ toolUse: { toolUseId: '', name: 'find', input: {} } }])
    const body = JSON.stringify(dialect.body(call, targetOf(dialect, old, request)))
    expect(body).toMatch(
      /"tool_calls":\[\{"id":"[A-Za-z\d]{9}","function":\{"name":"find","arguments":"\{\}"\}/,
    )
  })

  test('messages are required', () => {
    expect(() => dialect.read({ prompt: 'Hi' }, old)).toThrow(
      '#: required key [messages] not found',
    )
  })
})
