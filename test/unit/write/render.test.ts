import { expect, test } from 'vitest'
import type { Call } from '../../../server/bedrock/types.ts'
import { render } from '../../../server/write/render.ts'
import { callOf } from '../../support/calls.ts'
import type { Pace, Answer } from '../../../server/bedrock/answer.ts'

const MODEL = 'amazon.nova-lite-v1:0'
const EVENT_STREAM = 'application/vnd.amazon.eventstream'
const messages = [{ role: 'user', content: [{ text: 'hi' }] }]
const native = { messages }

const converse = callOf('Converse', { model: MODEL, body: { messages } })
const converseStream = callOf('ConverseStream', { model: MODEL, body: { messages } })
const invoke = callOf('InvokeModel', { model: MODEL, body: native })

function answer(pace: Pace, source: Answer['source'] = 'fixture'): Answer {
  return {
    source,
    kind: 'reply',
    pace,
    reply: {
      kind: 'message',
      content: [{ text: 'One two three.' }],
      stopReason: 'end_turn',
      usage: { inputTokens: 3, outputTokens: 40 },
      latencyMs: 10,
    },
  }
}

const pace: Pace = { kind: 'tokens', firstByteMs: 250, tokensPerSecond: 80 }
const waits = (given: Answer, call: Call) => render(given, call).waitMs

test('a whole answer is sent when the last token of its stream would be, whatever its usage', () => {
  const { body } = render(answer(pace), converseStream)
  const last = body.kind === 'frames' ? body.atMs.at(-1) : undefined
  expect(last).toBeGreaterThan(250)
  expect(waits(answer(pace), converse)).toBe(last)
  expect(waits(answer(pace), invoke)).toBe(last)
})

test('a stream starts at once and spaces its events', () => {
  const wire = render(answer(pace), converseStream)
  expect(wire.waitMs).toBeUndefined()
  expect(wire.body.kind === 'frames' && wire.body.atMs[0]).toBe(250)
})

test('an answer without a pace is sent at once', () => {
  expect(waits(answer({ kind: 'instant' }), converse)).toBeUndefined()
})

test('the times of a recorded stream delay no whole answer', () => {
  expect(waits(answer(pace, 'recording'), converse)).toBeUndefined()
})

test.each([
  ['a body that came with its head is sent as a whole', 'application/json', true, 'bytes'],
  ['a body that is still arriving is passed on', 'application/json', false, 'flow'],
  // Its frames have times.
  ['a stream is passed on, even if it came with its head', EVENT_STREAM, true, 'flow'],
])('of an upstream, %s', (_, type, isWhole, kind) => {
  const body = Buffer.from('{}')
  async function* chunks() {
    yield body
  }
  const arriving: Answer = {
    source: 'upstream',
    kind: 'arriving',
    status: 200,
    headers: [['Content-Type', type]],
    chunks: chunks(),
    ...(isWhole && { whole: body }),
  }
  expect(render(arriving, converse).body.kind).toBe(kind)
})
