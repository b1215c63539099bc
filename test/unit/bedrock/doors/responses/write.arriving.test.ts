import { expect, test } from 'vitest'
import { responsesOf } from '../../../../../server/bedrock/doors/responses/store.ts'
import { createIds } from '../../../../../server/bedrock/ids.ts'
import { cut } from '../../../../../server/bedrock/pieces.ts'
import type { Call } from '../../../../../server/bedrock/types.ts'
import type { Target } from '../../../../../server/dialects/dialect.ts'
import type { JsonObject } from '../../../../../server/json.ts'
import { objectOf, stringOf } from '../../../../../server/json-fields.ts'
import type { Delta } from '../../../../../server/neutral/delta.ts'
import type { Block } from '../../../../../server/neutral/prompt.ts'
import { callOf } from '../../../../support/calls.ts'
import { deltasOf } from '../../../../support/deltas.ts'
import { answer } from '../../../../support/dialect-target.ts'

// An arriving answer is written like a complete one, except for what depends on the token count.

const targetOf = (call: Call): Target => ({
  model: call.model().foundation ?? '',
  prompt: call.prompt(),
  ids: createIds(() => 'seed'),
  now: 0,
  again: () => targetOf(call),
  cut: (text) => cut(text, 'token'),
})

const use = (name: string, input: JsonObject): Block => ({
  toolUse: { toolUseId: '', name, input },
})

const content: Block[] = [
  { reasoningContent: { reasoningText: { text: 'Let me see.' } } },
  { text: 'I look it up.' },
  use('weather', { city: 'Rome' }),
  use('time', {}),
]

const requests = {
  Responses: { model: 'openai.gpt-5.6-luna', input: 'Hi', stream: true },
  Messages: {
    model: 'anthropic.claude-opus-4-8',
    max_tokens: 100,
    messages: [{ role: 'user', content: 'Hi' }],
    stream: true,
  },
}

test.each(['Responses', 'Messages'] as const)('%s', (operation) => {
  const call = callOf(operation, { body: requests[operation] })
  const message = answer(content, { stopReason: 'tool_use' })
  const whole = call.operation.write?.(message, targetOf(call), call)
  const to = targetOf(call)
  const writer = call.operation.writer?.(to, call)
  const arrived = deltasOf(message, to.cut).flatMap((delta) => writer?.write(delta) ?? [])
  if (whole?.kind !== 'events') throw new Error('it does not stream')
  const named = (events: readonly { type: string }[]) => [
    ...new Set(events.map(({ type }) => type)),
  ]
  expect(named(arrived)).toEqual(named(whole.events))
  const textOf = (events: readonly { payload: JsonObject }[]) =>
    events
      .map(({ payload: { delta } }) => stringOf(delta) ?? stringOf(objectOf(delta)['text']) ?? '')
      .join('')
      .replaceAll(' ', '')
  expect(textOf(arrived)).toBe(textOf(whole.events))
})

const arriving = (...deltas: Delta[]) => {
  const call = callOf('Responses', { body: requests.Responses })
  const writer = call.operation.writer?.(targetOf(call), call)
  return deltas.flatMap((delta) => writer?.write(delta) ?? []).map(({ payload }) => payload)
}

test.each([
  ['tool_use', '{}'],
  ['max_tokens', ''],
] as const)('arguments that did not arrive, before %s', (stopReason, json) => {
  const { usage, latencyMs } = answer([])
  const payloads = arriving(
    { type: 'begin', usage },
    { type: 'call', index: 0, toolUseId: '', name: 'time' },
    { type: 'stop', stopReason, usage, latencyMs },
  )
  const pieces = payloads.map(({ delta }) => stringOf(delta) ?? '').join('')
  expect(pieces).toBe(json)
  const done = payloads.find(({ type }) => type === 'response.function_call_arguments.done')
  expect(done?.['arguments']).toBe(json)
  expect(objectOf(payloads.at(-1)?.['response'])).toMatchObject({ output: [{ arguments: json }] })
})

test('a complete response is stored', () => {
  const call = callOf('Responses', { body: requests.Responses })
  const to = targetOf(call)
  const writer = call.operation.writer?.(to, call)
  const events = deltasOf(answer([{ text: 'Hello.' }]), to.cut).flatMap(
    (delta) => writer?.write(delta) ?? [],
  )
  const { id } = objectOf(events.at(-1)?.payload['response'])
  expect(responsesOf(call.session).get(stringOf(id) ?? '')?.items).toMatchObject([
    { role: 'user', content: 'Hi' },
    { content: [{ text: 'Hello.' }], role: 'assistant' },
  ])
})
