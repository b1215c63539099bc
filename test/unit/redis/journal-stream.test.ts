import { expect, test } from 'vitest'
import { JournalStream } from '../../../server/redis/journal-stream.ts'
import { asks, journalOf, keptIn } from '../../support/exchanges.ts'
import { redisInMemory } from '../../support/redis-in-memory.ts'

/** A server with a separate journal. */
function server(redis: ReturnType<typeof redisInMemory>, name: string) {
  const journal = journalOf()
  const lost: string[] = []
  const stream = new JournalStream(redis.link(), name, journal, (message) => lost.push(message))
  const answer = () => {
    const exchange = keptIn(journal, { body: asks(`of ${name}`) })
    stream.add(exchange)
    return exchange
  }
  return { journal, stream, lost, answer }
}

test('each server reads what the others have written, once', async () => {
  const redis = redisInMemory()
  const [one, two] = [server(redis, 'one'), server(redis, 'two')]
  const exchange = one.answer()
  await one.stream.written()
  await Promise.all([two.stream.read(), two.stream.read()])
  await two.stream.read()
  await one.stream.read()
  expect(two.journal.list().map(({ id }) => id)).toEqual([exchange.id])
  expect(one.journal.count()).toBe(1)
  expect(two.journal.totals.series()).toMatchObject([{ operation: 'Converse', calls: 1 }])
})

test('cleared exchanges are counted, and not listed', async () => {
  const redis = redisInMemory()
  const [one, two] = [server(redis, 'one'), server(redis, 'two')]
  one.answer()
  await one.stream.written()
  redis.hash('cleared').set('', '1-0')
  const { id } = one.answer()
  await one.stream.written()
  await two.stream.read()
  expect(two.journal.list().map((exchange) => exchange.id)).toEqual([id])
  expect(two.journal.totals.series()).toMatchObject([{ calls: 2 }])
})

test('exchanges that end while the store is unavailable are written later', async () => {
  const redis = redisInMemory()
  const [one, two] = [server(redis, 'one'), server(redis, 'two')]
  redis.away(true)
  one.answer()
  await expect(one.stream.written()).rejects.toThrow('it is away')
  redis.away(false)
  await one.stream.written()
  await two.stream.read()
  expect(two.journal.count()).toBe(1)
  // The store may have lost it, so exchanges that were read are sent again.
  two.stream.emptied()
  await two.stream.read()
  expect(two.journal.count()).toBe(1)
  expect(one.lost).toEqual([])
})
