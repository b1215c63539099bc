import { expect, test } from 'vitest'
import { findingsOf } from '../../../server/drill/findings.ts'
import type { Observation } from '../../../server/drill/types.ts'

const fine: Observation = {
  trouble: 'passing',
  attempts: 3,
  struck: 2,
  usual: 1,
  waitsMs: [120, 300],
  answered: true,
  askedAgain: true,
  failed: false,
  admits: false,
  crashed: false,
  shown: 'all of it',
  showsAll: true,
  exitCode: 0,
  timedOut: false,
  ms: 800,
  output: 'all of it',
}
const failed = { answered: false, failed: true, exitCode: 1 }
const once = { attempts: 1, struck: 1, waitsMs: [], askedAgain: false }
const stopped = { ...failed, timedOut: true, exitCode: null, ms: 30_000 }
const quiet = { ...once, answered: false }

test.each<[string, Partial<Observation>, string[]]>([
  ['recovers', {}, []],
  ['gives up', { ...failed, ...once }, ['gave up early']],
  ['fails anyway', { failed: true, exitCode: 1 }, ['failed although answered']],
  ['does not wait', { waitsMs: [1, 2] }, ['no backoff']],
  ['waits once, as full jitter may', { waitsMs: [1, 90] }, []],
  ['hides the failure', quiet, ['error swallowed']],
  ['reports what is missing', { ...quiet, admits: true }, []],
  ['never ends', { ...stopped, ...once }, ['hung']],
  ['never gives up', { ...stopped, attempts: 40 }, ['endless retry']],
  ['gives up on a permanent error', { trouble: 'lasting', ...failed }, []],
  ['tries too often', { trouble: 'lasting', ...failed, struck: 11 }, ['too many attempts']],
  ['gives up on a quota', { trouble: 'daily', ...failed, ...once }, []],
  ['goes to another model', { trouble: 'daily', attempts: 2, struck: 1 }, []],
  ['retries a quota', { trouble: 'daily', ...failed }, ['daily quota retried']],
  ['retries a permanent error', { trouble: 'permanent', ...failed }, ['retried in vain']],
  ['repeats the call anyway', { trouble: 'permanent', ...failed, usual: 2 }, []],
  ['fails silently', { trouble: 'silent', ...failed, ...once }, []],
  ['reads the stream again', { trouble: 'broken' }, []],
  ['fails with the stream', { trouble: 'broken', ...failed, ...once }, []],
  [
    'accepts the partial answer',
    { trouble: 'broken', ...quiet, showsAll: false },
    ['cut stream accepted'],
  ],
  ['accepts the truncated answer', { trouble: 'cut off', ...quiet }, ['stop reason ignored']],
  ['requests more tokens', { trouble: 'cut off', answered: false }, []],
  ['uses the empty answer', { trouble: 'empty', ...quiet }, ['empty answer used']],
  [
    'crashes on the empty answer',
    { trouble: 'empty', ...failed, ...once, crashed: true },
    ['crashed'],
  ],
  ['finds the text', { trouble: 'blocks', ...quiet }, []],
  ['uses the wrong block', { trouble: 'blocks', ...quiet, showsAll: false }, ['first block taken']],
])('a client that %s', (_, run, kinds) => {
  const findings = findingsOf({ ...fine, ...run })
  expect(findings.map(({ kind }) => kind)).toEqual(kinds)
  for (const { advice } of findings) expect(advice).toMatch(/^[A-Z].*\.$/)
})

test('without the text in the output, the used block is unknown', () => {
  const { shown: _, ...unseen } = { ...fine, ...quiet, showsAll: false }
  expect(findingsOf({ ...unseen, trouble: 'blocks' })).toEqual([])
})

test("the advice quotes the truncated text that was used, and adds the case's own hint", () => {
  const cut = { ...fine, ...quiet, trouble: 'broken' as const, shown: 'all', showsAll: false }
  expect(findingsOf(cut)[0]?.advice).toMatch(/^It treated "all" as the whole answer\. /)
  expect(findingsOf({ ...fine, ...failed, ...once }, { hint: 'So it is.' })[0]?.advice).toBe(
    'It gave up after 1 attempt; the next one would have succeeded. Allow at least three attempts, with backoff. So it is.',
  )
})
