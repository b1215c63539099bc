import { expect, test } from 'vitest'
import { Sessions } from '../../../server/sessions.ts'
import { LocalState } from '../../../server/state/local.ts'
import type { FaultWant, FixtureWant } from '../../../server/state/wants.ts'

const fixture = (more: Partial<FixtureWant> = {}): FixtureWant => ({
  of: { key: 'fixture' },
  fails: 0,
  cuts: false,
  after: 'counts',
  ...more,
})
const fault = (more: Partial<FaultWant> = {}): FaultWant => ({
  of: { key: 'fault' },
  answers: true,
  ...more,
})
const bucket = (key: string, amount: number) => ({ key, limit: 10, periodMs: 60_000, amount })

function counting() {
  const clock = { now: 0 }
  const sessions = new Sessions()
  return { clock, sessions, state: new LocalState(() => clock.now), session: sessions.get('a') }
}

test('a sequence advances per session, and restarts after a reset', () => {
  const { state, sessions } = counting()
  const fixtures = [fixture()]
  const next = (name: string) =>
    state.take({ session: sessions.get(name) }, { fixtures }).fixture?.place
  expect([next('a'), next('a'), next('b'), next('a')]).toEqual([0, 1, 0, 2])
  sessions.reset('a')
  expect([next('a'), next('b')]).toEqual([0, 1])
})

test('a fixture saved again is another one, and starts over', () => {
  const { state, session } = counting()
  const next = (one: FixtureWant) => state.take({ session }, { fixtures: [one] }).fixture?.place
  const saved = fixture()
  expect([next(saved), next(saved), next(fixture())]).toEqual([0, 1, 0])
})

test('a fixture fails as often as configured, then plays or leaves the call to the next', () => {
  const { state, session } = counting()
  const fixtures = [
    fixture({ fails: 1, after: 'next' }),
    fixture({ fails: 2 }),
    fixture({ after: 'plays' }),
  ]
  const next = () => state.take({ session }, { fixtures }).fixture
  expect(next()).toEqual({ at: 0, fails: true, place: 0 })
  expect(state.read({ session }, (failed) => fixtures.map(({ of }) => failed(of)))).toEqual([
    1, 0, 0,
  ])
  expect([next(), next(), next(), next()]).toEqual([
    { at: 1, fails: true, place: 0 },
    { at: 1, fails: true, place: 0 },
    { at: 1, fails: false, place: 0 },
    { at: 1, fails: false, place: 1 },
  ])
})

test('an error in a stream uses up the answer that it interrupts', () => {
  const { state, session } = counting()
  const fixtures = [fixture({ fails: 1, cuts: true })]
  const places = [1, 2].map(() => state.take({ session }, { fixtures }).fixture?.place)
  expect(places).toEqual([0, 1])
})

test('nothing answers if every fixture is used up', () => {
  const { state, session } = counting()
  const fixtures = [fixture({ fails: 1, after: 'next' })]
  expect(state.take({ session }, { fixtures }).fixture?.at).toBe(0)
  expect(state.take({ session }, { fixtures })).toEqual({})
})

test('a call uses all of its buckets or none, and then nothing else', () => {
  const { state, session, clock } = counting()
  const fixtures = [fixture()]
  const take = (small: number, large: number) =>
    state.take({ session }, { buckets: [bucket('s', small), bucket('l', large)], fixtures })
  clock.now = 5
  expect(take(6, 1)).toMatchObject({ periods: [5, 5], fixture: { place: 0 } })
  expect(take(1, 10)).toEqual({ short: 1 })
  expect(state.levels(session)).toMatchObject([
    { key: 's', limit: 10, left: 4 },
    { key: 'l', left: 9 },
  ])
  expect(take(4, 1)).toMatchObject({ fixture: { place: 1 } })
})

test('an amount is corrected after the answer, but not after a reset', () => {
  const { state, session } = counting()
  const correct = (more: number) =>
    state.settle(session, [{ key: 's', limit: 10, periodMs: 60_000, period: 0, more }])
  state.take({ session }, { buckets: [bucket('s', 6)] })
  correct(-4)
  expect(state.levels(session)).toMatchObject([{ left: 8 }])
  session.reset()
  correct(3)
  expect(state.levels(session)).toEqual([])
})

test('a total applies across all sessions, and survives a reset', () => {
  const { state, sessions } = counting()
  const faults = [fault({ total: 2 })]
  const struck = (name: string) => state.take({ session: sessions.get(name) }, { faults }).fault
  expect([struck('a'), struck('b')]).toEqual([0, 0])
  sessions.reset()
  expect([struck('a'), struck('b')]).toEqual([undefined, undefined])
})

test('the first matching fault wins, and no fixture answers then', () => {
  const { state, session } = counting()
  const faults = [fault({ times: 1 }), fault({ every: 2, answers: false })]
  const fixtures = [fixture()]
  const take = () => state.take({ session }, { faults, fixtures })
  expect(take()).toEqual({ fault: 0 })
  expect(take()).toMatchObject({ fixture: { place: 0 } })
  expect(take()).toMatchObject({ fault: 1, fixture: { place: 1 } })
})
