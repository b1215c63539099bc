import { expect, test } from 'vitest'
import { compileFault, faultFits } from '../../../server/faults/rule.ts'
import { callOf } from '../../support/calls.ts'
import { CLAUDE, question } from '../../support/fixture-store.ts'

const refused = (written: unknown) => {
  try {
    compileFault(written, ['fault'])
  } catch (thrown) {
    return (thrown as Error).message
  }
  return undefined
}

test.each([
  [
    {},
    'fault does nothing; expected one of error, delayMs, betweenMs, byteMs, stall, cut, reset, refuse, corrupt, guardrail',
  ],
  [
    { times: 2, cut: false },
    'fault does nothing; expected one of error, delayMs, betweenMs, byteMs, stall, cut, reset, refuse, corrupt, guardrail',
  ],
  [
    [],
    'fault is a list; expected an object with name, match, error, delayMs, betweenMs, byteMs, stall, cut',
  ],
  [
    { error: 'Throttling' },
    'fault.error is "Throttling", which is not a known Bedrock error; did you mean ThrottlingException?',
  ],
  [{ error: { message: 'x' } }, 'fault.error.type is missing; expected a Bedrock error'],
  [{ delay: 5 }, 'fault.delay is unknown; did you mean "delayMs"?'],
  [{ delayMs: -5 }, 'fault.delayMs is -5; expected a number from 0 to 3600000'],
  [{ stall: { forMs: -1 } }, 'fault.stall.forMs is -1; expected a number from 0 to 3600000'],
  [{ refuse: true, times: 0 }, 'fault.times is 0; expected a whole number of at least 1'],
  [{ refuse: true, probability: 1.5 }, 'fault.probability is 1.5; expected a number from 0 to 1'],
  [
    { cut: { afterEvents: 1, inEvent: 2 } },
    'fault.cut has 2 members (afterEvents, inEvent); expected exactly one',
  ],
  [{ match: { promt: 'x' }, cut: true }, 'fault.match.promt is unknown; did you mean "prompt"?'],
  [
    { match: { prompt: { regex: '(' } }, cut: true },
    'match.prompt.regex does not compile: missing closing ): `(`',
  ],
  [
    { match: { operation: 'Convers' }, cut: true },
    'fault.match.operation is "Convers", which is not a known Bedrock operation; did you mean Converse?',
  ],
])('%j is rejected with a message', (written, sentence) => {
  expect(refused(written)).toBe(sentence)
})

test.each([
  [
    { error: 'ThrottlingException', cut: true },
    'fault has error and cut, which all come before any byte; use only one of them',
  ],
  [
    { refuse: true, stall: true },
    'fault has refuse and stall, which all come before any byte; use only one of them',
  ],
  [
    { error: 'ThrottlingException', corrupt: 1 },
    'fault has error before any byte, so corrupt never takes effect; remove one of them',
  ],
  [
    { stall: true, byteMs: 1 },
    'fault has stall before any byte, so byteMs never takes effect; remove one of them',
  ],
  [
    { refuse: true, cut: { afterEvents: 1 } },
    'fault has refuse before any byte, so cut never takes effect; remove one of them',
  ],
  [
    { error: { type: 'ThrottlingException', afterEvents: 1 }, cut: { inEvent: 2 } },
    'fault ends a stream by error.afterEvents and by cut; use only one of them',
  ],
  [
    { cut: { afterEvents: 2 }, corrupt: 3 },
    'fault ends after 2 events by cut, so event 3 is never sent',
  ],
  [
    { refuse: true, every: 2, probability: 0.5 },
    'fault has every and probability; use only one of them',
  ],
])('%j contradicts itself', (written, sentence) => {
  expect(refused(written)).toBe(sentence)
})

test.each([
  [{ error: 'ThrottlingException', byteMs: 1, delayMs: 1, times: 1, every: 2 }],
  [{ cut: { afterEvents: 2 }, corrupt: 2, betweenMs: 5, delayMs: 5 }],
  [{ stall: { afterEvents: 2, forMs: 5 }, cut: { afterEvents: 4 } }],
  [{ refuse: true, delayMs: 100, probability: 0 }],
])('%j is a valid combination', (written) => {
  expect(refused(written)).toBeUndefined()
})

test('a rule without a match applies to every call, others match like fixtures', () => {
  const call = question('Tell me about the sea.')
  const fitting = (match: object) => faultFits(compileFault({ match, refuse: true }), call)
  expect(fitting({})).toBe(true)
  expect(fitting({ operation: 'Converse', prompt: 'sea', model: 'amazon.*', turn: 1 })).toBe(true)
  expect(fitting({ prompt: 'land' })).toBe(false)
  expect(fitting({ operation: 'ConverseStream' })).toBe(false)
  expect(fitting({ model: CLAUDE })).toBe(false)
  expect(fitting({ session: 'someone else' })).toBe(false)
  expect(faultFits(compileFault({ refuse: true }), callOf('ListFoundationModels'))).toBe(true)
})

test('only responses with a checksum can have a wrong one', () => {
  const rule = compileFault({ corrupt: 1 })
  expect(faultFits(rule, question('x'))).toBe(false)
  expect(faultFits(rule, question('x', { operation: 'ConverseStream' }))).toBe(true)
})

test.each([
  [{ error: 'ThrottlingException' }, 'ThrottlingException'],
  [
    { error: { type: 'ModelTimeoutException', afterEvents: 1 } },
    'ModelTimeoutException after 1 event',
  ],
  [{ cut: { inEvent: 2 }, delayMs: 5 }, 'cut in event 2, 5 ms late'],
  [{ stall: { afterEvents: 2, forMs: 9 } }, 'stalled after 2 events for 9 ms'],
  [{ name: 'mine', refuse: true }, 'mine'],
])('%j is described by its name or its effect', (written, name) => {
  expect(compileFault(written).name).toBe(name)
})
