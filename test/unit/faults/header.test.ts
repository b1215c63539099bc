import { expect, test } from 'vitest'
import { faultOfHeader } from '../../../server/faults/header.ts'

test.each([
  ['ThrottlingException', { error: { type: 'ThrottlingException' } }],
  ['ThrottlingException;times=2', { error: { type: 'ThrottlingException' }, times: 2 }],
  [
    'ModelStreamErrorException; after=3; message=It broke = again',
    { error: { type: 'ModelStreamErrorException', afterEvents: 3, message: 'It broke = again' } },
  ],
  ['cut', { cut: true }],
  ['cut;after=3', { cut: { afterEvents: 3 } }],
  ['cut;in=3', { cut: { inEvent: 3 } }],
  ['stall', { stall: true }],
  ['stall;after=2;for=500', { stall: { afterEvents: 2, forMs: 500 } }],
  ['reset;in=3', { reset: { inEvent: 3 } }],
  ['reset;after=2', { reset: { afterEvents: 2 } }],
  ['refuse', { refuse: true }],
  ['corrupt=2', { corrupt: 2 }],
  ['delay=500', { delayMs: 500 }],
  ['delay=500;between=10.5;byte=1', { delayMs: 500, betweenMs: 10.5, byteMs: 1 }],
  ['refuse;probability=0.5', { refuse: true, probability: 0.5 }],
  ['refuse;every=3', { refuse: true, every: 3 }],
])('%s', (text, written) => {
  const rule = faultOfHeader(text)
  expect(rule.written).toEqual(written)
  expect(rule.name).toBe(text)
})

test.each([
  ['Throttling', '"Throttling" is unknown; did you mean ThrottlingException?'],
  ['throttlingexception', '"throttlingexception" is unknown; did you mean ThrottlingException?'],
  ['ThrottlingException;ValidationException', 'there is a second error, ValidationException'],
  ['cut;times=2;times=3', 'times is given twice'],
  ['stal', '"stal" is unknown; did you mean stall?'],
  [
    'gibberish!',
    '"gibberish!" is unknown; expected a Bedrock error or one of cut, stall, reset, refuse, corrupt, delay, between, byte, times, every, probability, after, in, for, guardrail, message',
  ],
  ['after=3', 'after needs an error, cut, reset or stall before it'],
  ['delay=-5', 'fault.delayMs is the string "-5"; expected a number from 0 to 3600000'],
  ['delay', 'fault.delayMs is true; expected a number from 0 to 3600000'],
  [
    'times=2',
    'fault does nothing; expected one of error, delayMs, betweenMs, byteMs, stall, cut, reset, refuse, corrupt, guardrail',
  ],
  [
    'ThrottlingException;cut',
    'fault has error and cut, which all come before any byte; use only one of them',
  ],
])('%s is rejected with a message', (text, sentence) => {
  expect(() => faultOfHeader(text)).toThrow(new TypeError(sentence))
})
