import { expect, test } from 'vitest'
import { Session, Sessions } from '../../../server/sessions.ts'
import { LocalState } from '../../../server/state/local.ts'
import type { Counted } from '../../../server/state/wants.ts'
import { answersOf } from '../../../server/workers/answers.ts'
import { Channel } from '../../../server/workers/channel.ts'
import type { OwnerFunctions } from '../../../server/workers/messages.ts'
import { OwnerState } from '../../../server/workers/owner-state.ts'
import { RemoteState } from '../../../server/state/remote.ts'
import { countsOf } from '../../../server/workers/owner-counts.ts'
import { journalOf } from '../../support/exchanges.ts'
import { pipe } from '../../support/pipe.ts'

interface Nothing {
  nothing(sent: null): void
}

/** An owner, and two workers that count through it; their fixtures are separate objects. */
function workers() {
  const sessions = new Sessions()
  const clock = { now: 0 }
  const state = new OwnerState(new LocalState(() => clock.now))
  const handlers = answersOf({ journal: journalOf(), sessions, state })
  const worker = () => {
    const { ends } = pipe()
    const nothing = { nothing: () => undefined }
    const [channel] = [
      new Channel<OwnerFunctions, Nothing>(ends[0], nothing),
      new Channel<Nothing, OwnerFunctions>(ends[1], handlers),
    ]
    return {
      state: new RemoteState(countsOf(channel)),
      session: new Session('mine'),
      of: { key: 'one' },
    }
  }
  return { all: [worker(), worker()] as const, sessions, state }
}

const sequence = (of: Counted) => ({ of, fails: 0, cuts: false, after: 'counts' as const })
const failing = (of: Counted) => ({ of, fails: 2, cuts: false, after: 'next' as const })

test('a key has one count, and the owner takes part in it', async () => {
  const { all, sessions, state } = workers()
  const places: (number | undefined)[] = []
  for (let round = 0; round < 3; round++) {
    for (const worker of all) {
      const { fixture } = await worker.state.take(worker, { fixtures: [sequence(worker.of)] })
      places.push(fixture?.place)
    }
    const own = { session: sessions.get('mine') }
    const { fixture } = await state.take(own, { fixtures: [sequence({ key: 'one' })] })
    places.push(fixture?.place)
  }
  expect(places).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  sessions.reset('mine')
  const [first] = all
  const { fixture } = await first.state.take(first, { fixtures: [sequence(first.of)] })
  expect(fixture?.place).toBe(0)
})

test('faults and quotas are counted together', async () => {
  const { all } = workers()
  const taken: unknown[] = []
  for (const worker of [...all, ...all]) {
    const faults = [{ of: worker.of, times: 3, answers: true }]
    const buckets = [{ key: 'calls', limit: 3, periodMs: 60_000, amount: 1 }]
    taken.push(await worker.state.take(worker, { buckets, faults }))
  }
  expect(taken).toMatchObject([{ fault: 0 }, { fault: 0 }, { fault: 0 }, { short: 0 }])
  const [one, two] = all
  const correction = { key: 'calls', limit: 3, periodMs: 60_000, period: 0, more: -2 }
  one.state.settle(one.session, [correction])
  expect(await two.state.levels(two.session)).toMatchObject([{ key: 'calls', left: 2 }])
})

test('a limit across all sessions applies to all of them, on every worker', async () => {
  const { all } = workers()
  const struck: (number | undefined)[] = []
  for (const worker of [...all, ...all]) {
    const by = { session: new Session(`session ${struck.length}`) }
    const { fault } = await worker.state.take(by, {
      faults: [{ of: worker.of, total: 3, answers: true }],
    })
    struck.push(fault)
  }
  expect(struck).toEqual([0, 0, 0, undefined])
})

test('reading runs again with the counts that it needed', async () => {
  const { all } = workers()
  const [one, two] = all
  await one.state.take(one, { fixtures: [failing(one.of)] })
  const reads = (counted: Counted) => two.state.read(two, (failed) => `failed ${failed(counted)}`)
  expect(await reads(two.of)).toBe('failed 1')
  expect(await reads({ key: 'another' })).toBe('failed 0')
  // Without a count, no message is sent.
  expect(two.state.read(two, () => 'at once')).toBe('at once')
})
