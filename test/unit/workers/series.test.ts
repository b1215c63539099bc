import { expect, test } from 'vitest'
import { WorkerSeries } from '../../../server/workers/series.ts'

function series(workers: number) {
  const messages: string[] = []
  return { ends: new WorkerSeries(workers, (why) => messages.push(why)), messages }
}

test('a few workers that end are replaced, and a series of them ends the server', () => {
  const { ends, messages } = series(2)
  for (let nth = 1; nth <= 6; nth++) expect(ends.add('code 1', nth)).toBe(true)
  expect(ends.add('SIGSEGV', 7)).toBe(false)
  expect(messages).toEqual(['7 workers have ended within a minute, the last one with SIGSEGV.'])
})

test('workers that end occasionally are not a series', () => {
  const { ends, messages } = series(1)
  for (let minute = 0; minute < 20; minute++) expect(ends.add('code 1', minute * 60_000)).toBe(true)
  expect(messages).toEqual([])
})
