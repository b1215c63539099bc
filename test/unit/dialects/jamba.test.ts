import { describe, expect, test } from 'vitest'
import { dialect } from '../../../server/dialects/jamba.ts'
import { answer, streamed, targetOf, tokensOf } from '../../support/dialect-target.ts'

const model = 'ai21.jamba-1-5-mini-v1:0'
const to = targetOf(dialect, model, { messages: [{ role: 'user', content: 'Where is Rome?' }] })
const reply = answer([{ text: ' In Italy.' }], { latencyMs: 70 })

describe('Jamba', () => {
  test('the body round-trips', () => {
    const body = dialect.body(reply, to)
    expect(JSON.stringify({ ...body, id: 'ID' })).toBe(
      '{"id":"ID","choices":[{"index":0,"message":{"role":"assistant","content":" In Italy.","tool_calls":null},"finish_reason":"stop"}],' +
        '"usage":{"prompt_tokens":12,"completion_tokens":6,"total_tokens":18},"meta":{"requestDurationMillis":70},"model":"jamba-1.5-mini"}',
    )
    expect(dialect.parse(body)).toEqual(reply)
  })

  test('the stream round-trips, except for its metrics', () => {
    const chunks = streamed(dialect, reply, to)
    expect(chunks[0]).toMatchObject({
      choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }],
      usage: { prompt_tokens: 12, total_tokens: 12, completion_tokens: 0 },
    })
    expect(chunks.at(-2)).toMatchObject({
      choices: [{ delta: { content: '' }, finish_reason: 'stop', stop_reason: 518 }],
      usage: { total_tokens: 18, completion_tokens: 6 },
      meta: { requestDurationMillis: 70 },
    })
    expect(Object.keys(chunks.at(-1) ?? {})).toEqual(['amazon-bedrock-invocationMetrics'])
    expect(tokensOf(dialect, reply, to)).toBe(6)
    expect(dialect.join?.(chunks)).toEqual(reply)
  })

  test('tool calls round-trip', () => {
    const call = answer([{ toolUse: { toolUseId: 'c1', name: 'find', input: { city: 'Rome' } } }], {
      stopReason: 'tool_use',
    })
    expect(dialect.parse(dialect.body(call, to))).toEqual(call)
    expect(dialect.join?.(streamed(dialect, call, to))).toEqual(call)
  })
})
