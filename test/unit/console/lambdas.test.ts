import { expect, test } from 'vitest'
import { withEvent } from '../../../server/console/lambdas/calls.ts'
import type { CallEvent } from '../../../server/console/lambdas/api.ts'
import type { LiveCall } from '../../../server/console/lambdas/calls.ts'
import { errorIn, meaningOf, reportIn } from '../../../server/console/lambdas/explain.ts'
import { encoded, requestIn, urlEvent } from '../../../server/console/lambdas/url-request.ts'

test('the events of a call form one row', () => {
  const events: CallEvent[] = [
    { type: 'begin', requestId: 'a', at: 1, cold: true },
    { type: 'log', requestId: 'a', text: 'START\n' },
    { type: 'begin', requestId: 'b', at: 2, cold: false },
    { type: 'log', requestId: 'a', text: 'REPORT\n' },
    { type: 'end', requestId: 'a', at: 9, durationMs: 8, initMs: 5 },
    { type: 'log', requestId: 'before it was followed', text: 'x' },
  ]
  expect(events.reduce<readonly LiveCall[]>(withEvent, [])).toEqual([
    {
      requestId: 'a',
      at: 1,
      cold: true,
      log: 'START\nREPORT\n',
      endedAt: 9,
      durationMs: 8,
      initMs: 5,
    },
    { requestId: 'b', at: 2, cold: false, log: '' },
  ])
})

test.each([
  [
    '{"errorType":"TypeError","errorMessage":"no","trace":["TypeError: no"," at x"]}',
    'TypeError',
    2,
  ],
  [
    '{"errorMessage":"no","errorType":"KeyError","requestId":"1","stackTrace":["  File"]}',
    'KeyError',
    1,
  ],
  ['{"errorMessage":"no"}', 'Error', 0],
])('the error in %s', (payload, type, lines) => {
  const error = errorIn(payload)
  expect([error?.type, error?.message, error?.stack.length]).toEqual([type, 'no', lines])
})

test('a payload of another kind has no error', () => {
  expect([errorIn('null'), errorIn('{'), errorIn('{"a":1}')]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

test('a time-out is explained with its limit', () => {
  expect(meaningOf('Sandbox.Timedout', 3)).toContain('after 3 s')
  expect(meaningOf('TypeError', 3)).toBeUndefined()
})

test('the figures of the REPORT line', () => {
  const log =
    'START RequestId: a\nREPORT RequestId: a\tDuration: 12.30 ms\tBilled Duration: 13 ms\tMax Memory Used: 64 MB\n'
  expect(reportIn(log)).toEqual({
    Duration: '12.30 ms',
    'Billed Duration': '13 ms',
    'Max Memory Used': '64 MB',
  })
  expect(reportIn('')).toEqual({})
})

test('the request to a function URL comes from a sample event, and forms one', () => {
  const sample = { text: urlEvent({ method: 'GET', path: '/x', query: 'prompt=a%20b', body: '' }) }
  expect(requestIn([{ text: '{' }, sample])).toEqual({
    method: 'GET',
    path: '/x',
    query: 'prompt=a%20b',
    body: '',
  })
  expect(JSON.parse(sample.text)).toMatchObject({ queryStringParameters: { prompt: 'a b' } })
  expect(requestIn([{ text: '{"a":1}' }])).toMatchObject({ method: 'POST', body: '{"a":1}' })
})

test('the path and query of a function URL go over the wire as they were written', () => {
  const request = { method: 'GET', path: 'a b/ü#c?d', query: 'q=1 2&r=#%20', body: '' }
  expect(encoded(request)).toEqual({
    path: '/a%20b/%C3%BC%23c%3Fd',
    query: 'q=1%202&r=%23%20',
  })
  expect(JSON.parse(urlEvent(request))).toMatchObject({
    rawPath: '/a%20b/%C3%BC%23c%3Fd',
    rawQueryString: 'q=1%202&r=%23%20',
    queryStringParameters: { q: '1 2', r: '# ' },
  })
})
