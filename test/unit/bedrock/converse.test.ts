import { expect, test } from 'vitest'
import { writeBody, writeEvents } from '../../../server/bedrock/converse.ts'
import type { Call } from '../../../server/bedrock/types.ts'
import { createIds } from '../../../server/bedrock/ids.ts'
import type { Target } from '../../../server/dialects/dialect.ts'
import type { Usage } from '../../../server/neutral/reply.ts'
import { isObject } from '../../../server/json.ts'
import { callOf } from '../../support/calls.ts'
import { answer } from '../../support/dialect-target.ts'

const use = (name: string, toolUseId = '') => ({ toolUse: { toolUseId, name, input: {} } })

const user = { role: 'user', content: [{ text: 'How warm is it?' }] }

function targetOf(call: Call, model: string): Target {
  return {
    model,
    prompt: call.prompt(),
    ids: createIds(() => 'seed'),
    now: 0,
    again: () => targetOf(call, model),
    cut: (text: string) => [text],
  }
}

/** The ids of the calls that a model makes after the given messages. */
function idsOf(model: string, before: object[] = []): unknown[] {
  const call = callOf('Converse', { model, body: { messages: [user, ...before] } })
  const to = targetOf(call, model)
  const draft = writeBody(answer([use('get_temperature'), use('get_wind')]), to, call)
  const text = JSON.stringify(draft).replaceAll('\\"', '"')
  return Array.from(text.matchAll(/"toolUseId":"([^"]+)"/g), ([, id]) => id)
}

test('tool calls have random ids', () => {
  const ids = idsOf('amazon.nova-lite-v1:0')
  expect(ids).toEqual([
    expect.stringMatching(/^tooluse_[\w-]{22}$/),
    expect.stringMatching(/^tooluse_/),
  ])
  expect(new Set(ids).size).toBe(2)
})

test('Kimi numbers its calls through the conversation', () => {
  const kimi = 'moonshotai.kimi-k2.5'
  expect(idsOf(kimi)).toEqual(['functions.get_temperature:0', 'functions.get_wind:1'])
  const called = {
    role: 'assistant',
    content: [use('get_temperature', 'functions.get_temperature:0')],
  }
  expect(idsOf(kimi, [called])).toEqual(['functions.get_temperature:1', 'functions.get_wind:2'])
})

/** The names in `usage` of a plain answer, or of a stream's metadata. */
function usageNames(model: string, streams: boolean, more: Partial<Usage> = {}): string[] {
  const call = callOf(streams ? 'ConverseStream' : 'Converse', {
    model,
    body: { messages: [user] },
  })
  const reply = { ...answer([{ text: 'Mild.' }]), usage: { ...plain, ...more } }
  const write = streams ? writeEvents : writeBody
  const draft = write(reply, targetOf(call, model), call)
  const holder = draft.kind === 'body' ? draft.body : draft.events.at(-1)?.payload
  const usage = isObject(holder) ? holder['usage'] : undefined
  return isObject(usage) ? Object.keys(usage) : []
}

const plain = { inputTokens: 5, outputTokens: 2 }
const used = { cacheReadInputTokens: 0, cacheWriteInputTokens: 7 }
const READ = ['cacheReadInputTokenCount', 'cacheReadInputTokens']
const WRITTEN = ['cacheWriteInputTokenCount', 'cacheWriteInputTokens']
const REST = ['inputTokens', 'outputTokens', 'serverToolUsage', 'totalTokens']

test.each([
  ['anthropic.claude-3-5-haiku-20241022-v1:0', [...READ, ...WRITTEN]],
  ['us.anthropic.claude-3-7-sonnet-20250219-v1:0', [...READ, ...WRITTEN]],
  ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', [...READ, ...WRITTEN]],
  ['us.anthropic.claude-sonnet-5', READ],
  ['anthropic.claude-3-haiku-20240307-v1:0', []],
  ['amazon.nova-lite-v1:0', []],
  ['us.meta.llama3-3-70b-instruct-v1:0', []],
])('%s reports cache usage in a plain answer that used none', (model, cache) => {
  expect(usageNames(model, false)).toEqual([...cache, ...REST])
  expect(usageNames(model, true)).toEqual(REST)
  for (const streams of [false, true])
    expect(usageNames(model, streams, used)).toEqual([...READ, ...WRITTEN, ...REST])
})
