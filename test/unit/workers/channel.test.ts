import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Channel, Gone } from '../../../server/workers/channel.ts'
import { pipe } from '../../support/pipe.ts'

interface Sums {
  add(sent: readonly [number, number]): number
  fail(sent: string): void
  note(sent: string): void
}

interface Nothing {
  nothing(sent: null): void
}

function connected() {
  const { ends, written, close } = pipe()
  const noted: string[] = []
  const asks = new Channel<Sums, Nothing>(ends[0], { nothing: () => undefined })
  const answers = new Channel<Nothing, Sums>(ends[1], {
    add: ([one, two]) => Promise.resolve(one + two),
    fail(sent) {
      throw new Error(`no ${sent}`)
    },
    note: (sent) => void noted.push(sent),
  })
  return { asks, answers, written, noted, close }
}

test('each question gets its own answer, and messages of one turn are sent together', async () => {
  const { asks, written, noted } = connected()
  asks.tell('note', 'a')
  const sums = [1, 2, 3].map((each) => asks.ask('add', [each, 10]))
  expect(await Promise.all(sums)).toEqual([11, 12, 13])
  expect(noted).toEqual(['a'])
  expect(written).toEqual([1, 1])
})

test('a flush does not wait for the end of the turn', async () => {
  const { asks, written } = connected()
  asks.tell('note', 'a')
  asks.flush()
  asks.tell('note', 'b')
  expect(written[0]).toBe(1)
  await setImmediate()
  expect(written[0]).toBe(2)
})

test('an error is returned as its message', async () => {
  const { asks } = connected()
  await expect(asks.ask('fail', 'way')).rejects.toThrow('no way')
})

test('when the other process ends, pending calls fail', async () => {
  const { asks, close } = connected()
  const never = asks.ask('add', [1, 1])
  close()
  await expect(never).rejects.toThrow(Gone)
  await expect(asks.ask('add', [1, 1])).rejects.toThrow(Gone)
})
