import { expect, test } from 'vitest'
import type { Faults } from '../../../server/faults/faults.ts'
import { Sessions } from '../../../server/sessions.ts'
import type { Store } from '../../../server/store/store.ts'
import { merge, takeOver } from '../../../server/workers/gather.ts'
import { HandOver } from '../../../server/workers/hand-over.ts'
import type { Passed } from '../../../server/workers/messages.ts'
import { UseCounts } from '../../../server/workers/use-counts.ts'
import { asks, journalOf, keptIn, textAnswer } from '../../support/exchanges.ts'

/** A worker and its owner, without processes: everything handed over is converted to JSON and back. */
function pair() {
  const owner = {
    journal: journalOf(),
    sessions: new Sessions(),
    store: {} as Store,
    faults: {} as Faults,
  }
  const workers = [1, 2].map((id) => {
    const journal = journalOf()
    const sessions = new Sessions()
    const tell = (name: string, sent: unknown) => {
      if (name === 'exchanges')
        takeOver(JSON.parse(JSON.stringify(sent)) as Passed[], owner.journal)
    }
    const handOver = new HandOver({ journal, sessions }, new UseCounts(), { tell })
    const gather = async () => merge(id, await handOver.all(), owner)
    return { journal, sessions, gather }
  })
  const gather = () => Promise.all(workers.map((worker) => worker.gather()))
  return { owner, workers, gather }
}

test('the owner has every exchange once, in the order in which calls ended, and unchanged', async () => {
  const { owner, workers, gather } = pair()
  const shown: unknown[] = []
  for (let round = 0; round < 3; round++) {
    for (let nth = 0; nth < 4; nth++) {
      const { journal } = workers[nth % 2] ?? { journal: journalOf() }
      const body = asks(`question ${round} ${nth}`)
      shown.push(JSON.parse(JSON.stringify(keptIn(journal, { body, session: `s${nth % 3}` }))))
    }
    // The second worker may be late.
    await workers[0]?.gather()
  }
  await gather()
  await gather()
  expect(JSON.parse(JSON.stringify(owner.journal.list()))).toEqual(shown)
  expect(owner.journal.count('s0')).toBe(6)
  expect(workers.map(({ journal }) => journal.count())).toEqual([0, 0])
})

test('counts add up, whenever they are collected', async () => {
  const { owner, workers, gather } = pair()
  const alone = journalOf()
  for (let nth = 0; nth < 6; nth++) {
    const answer = textAnswer('x', { usage: { inputTokens: nth, outputTokens: 1 } })
    for (const journal of [alone, workers[nth % 2]?.journal ?? alone])
      keptIn(journal, { body: asks('hi'), answer })
    if (nth === 3) await gather()
  }
  await gather()
  expect(owner.journal.totals.series()).toEqual(alone.totals.series())
  const counted = owner.journal.totals
    .latency()
    .map(({ operation, count }) => ({ operation, count }))
  expect(counted).toEqual([{ operation: 'Converse', count: 6 }])
})

test('the owner knows when sessions were last used', async () => {
  const { owner, workers, gather } = pair()
  const used = workers.map(({ sessions }) => sessions.get('mine'))
  await gather()
  const latest = Math.max(...used.map(({ usedAt }) => usedAt))
  expect(owner.sessions.list().map(({ name, usedAt }) => [name, usedAt])).toEqual([
    ['mine', latest],
  ])
})

test('evicted exchanges count as dropped', async () => {
  const { owner, workers, gather } = pair()
  for (let nth = 0; nth < 103; nth++)
    for (const { journal } of workers) keptIn(journal, { body: asks(`question ${nth}`) })
  await gather()
  expect(owner.journal.count()).toBe(100)
  expect(owner.journal.dropped).toBe(106)
})
