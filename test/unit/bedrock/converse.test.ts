import { expect, test } from 'vitest'
import { writeBody } from '../../../server/bedrock/converse.ts'
import { createIds } from '../../../server/bedrock/ids.ts'
import { callOf } from '../../support/calls.ts'
import { answer } from '../../support/dialect-target.ts'

const use = (name: string, toolUseId = '') => ({ toolUse: { toolUseId, name, input: {} } })

/** The ids of the calls that a model makes after the given messages. */
function idsOf(model: string, before: object[] = []): unknown[] {
  const user = { role: 'user', content: [{ text: 'How warm is it?' }] }
  const call = callOf('Converse', { model, body: { messages: [user, ...before] } })
  const to = {
    model,
    prompt: call.prompt(),
    ids: createIds(() => 'seed'),
    now: 0,
    cut: (text: string) => [text],
  }
  const draft = writeBody(answer([use('get_temperature'), use('get_wind')]), to, call)
  const text = JSON.stringify(draft).replaceAll('\\"', '"')
  return Array.from(text.matchAll(/"toolUseId":"([^"]+)"/g), ([, id]) => id)
}

test('the calls of tools have random ids', () => {
  const ids = idsOf('amazon.nova-lite-v1:0')
  expect(ids).toEqual([
    expect.stringMatching(/^tooluse_[\w-]{22}$/),
    expect.stringMatching(/^tooluse_/),
  ])
  expect(new Set(ids).size).toBe(2)
})

test('Kimi counts its calls through the conversation', () => {
  const kimi = 'moonshotai.kimi-k2.5'
  expect(idsOf(kimi)).toEqual(['functions.get_temperature:0', 'functions.get_wind:1'])
  const called = {
    role: 'assistant',
    content: [use('get_temperature', 'functions.get_temperature:0')],
  }
  expect(idsOf(kimi, [called])).toEqual(['functions.get_temperature:1', 'functions.get_wind:2'])
})
