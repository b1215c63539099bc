import { expect, test } from 'vitest'
import { callsOf, observe } from '../../../server/drill/observe.ts'
import type { RunEnd, SeenCall } from '../../../server/drill/types.ts'
import type { Exchange } from '../../../server/journal/types.ts'

const call: SeenCall = {
  question: 'q',
  prompt: 'Rivers?',
  model: 'a',
  streams: true,
  at: 0,
  endedAt: 10,
  struck: false,
  answered: true,
  text: 'Rivers begin.',
}
const struck = { ...call, struck: true, answered: false, text: '' }
const ending: RunEnd = { exitCode: 0, timedOut: false, ms: 50, output: 'Rivers begin.' }
const plain = { calls: [call], ending }

test('attempts are the calls for the failed question, with waits between them', () => {
  const calls = [
    struck,
    { ...call, question: 'other', at: 15, endedAt: 20 },
    { ...struck, at: 110, endedAt: 120 },
    { ...call, model: 'b', at: 400, endedAt: 410 },
  ]
  expect(observe({ trouble: 'passing' }, ending, calls, plain)).toEqual({
    ...ending,
    trouble: 'passing',
    attempts: 3,
    struck: 2,
    usual: 1,
    waitsMs: [100, 280],
    answered: true,
    askedAgain: true,
    failed: false,
    admits: false,
    crashed: false,
    shown: 'Rivers begin.',
    showsAll: true,
  })
})

test('concurrent attempts have no wait, and a partial answer stays partial', () => {
  const run = { ...ending, output: 'Rivers', exitCode: 3 }
  const calls = [struck, { ...struck, at: 5, endedAt: 8 }]
  expect(observe({ trouble: 'broken' }, run, calls, plain)).toMatchObject({
    waitsMs: [0],
    answered: false,
    failed: true,
    shown: 'Rivers',
    showsAll: false,
  })
})

test('calls come from the journal in order; those that call no model are left out', () => {
  const exchange = (more: Partial<Exchange>): Exchange =>
    ({
      operation: 'ConverseStream',
      asked: { prompt: 'Rivers?', system: '', tools: [], toolResults: [], turn: 1 },
      model: { sent: 'a' },
      at: 5,
      totalMs: 2,
      status: 200,
      ended: 'complete',
      ...more,
    }) as Exchange
  const calls = callsOf(
    [
      exchange({ at: 9, fault: 'drill: x' }),
      exchange({ operation: 'ListFoundationModels' }),
      exchange({ operation: 'Converse', ended: 'client left' }),
    ],
    'drill: x',
  )
  expect(calls).toEqual([
    {
      ...call,
      question: '["","Rivers?",1]',
      streams: false,
      at: 5,
      endedAt: 7,
      answered: false,
      text: '',
    },
    { ...struck, question: '["","Rivers?",1]', at: 9, endedAt: 11 },
  ])
})
