import { describe, expect, test, vi } from 'vitest'
import { Beginnings } from '../../../server/journal/beginnings.ts'
import { compileFilter } from '../../../server/journal/filter.ts'
import { begunRow, rowOf } from '../../../server/journal/row-of.ts'
import { pageOfRows } from '../../../server/journal/rows.ts'
import { noSettings } from '../../../server/redaction/settings-file.ts'
import { callOf } from '../../support/calls.ts'
import { asks, journalOf, keptIn, modelId, textAnswer } from '../../support/exchanges.ts'

describe('a row', () => {
  test('has what a table shows of an exchange', () => {
    const exchange = keptIn(journalOf(), { body: asks('What is the capital of France?') })
    expect(rowOf(exchange)).toEqual({
      id: exchange.id,
      session: 'default',
      operation: 'Converse',
      model: { sent: modelId },
      at: exchange.at,
      status: 200,
      source: 'fixture',
      fixture: 'hello.yaml',
      firstByteMs: 1.5,
      totalMs: 3,
      events: 2,
      usage: { inputTokens: 12, outputTokens: 6 },
      cost: exchange.cost,
      ended: 'complete',
      prompt: 'What is the capital of France?',
      answer: 'Paris.',
    })
  })

  test('has the beginning of long texts, and no secret', () => {
    const secret = 'AKIAIOSFODNN7EXAMPLE'
    const kept = keptIn(journalOf(), {
      body: asks(`${secret} ${'long '.repeat(100)}`),
      answer: textAnswer('x'.repeat(119) + '🌍'),
    })
    const { prompt = '', answer = '' } = rowOf(kept)
    expect(prompt).not.toContain(secret)
    expect(prompt).toHaveLength(120)
    expect(answer).toBe('x'.repeat(119))
    const begun = begunRow(callOf('Converse', { model: modelId, body: asks(secret) }), noSettings)
    expect(JSON.stringify(begun)).not.toContain(secret)
  })

  test('is the same for subscribers, for whom it is built at once', () => {
    const secret = 'AKIAIOSFODNN7EXAMPLE'
    const followed = journalOf()
    followed.rowFollowers = 1
    for (const text of [
      'Hello',
      `${secret} and more`,
      `${'x '.repeat(195)}${secret}`,
      'long '.repeat(200),
    ]) {
      const kept = { body: asks(text), answer: textAnswer(`You said ${text}`) }
      const [a, b] = [journalOf(), followed].map((journal) => rowOf(keptIn(journal, kept)))
      expect({ ...b, id: '', at: 0 }).toEqual({ ...a, id: '', at: 0 })
      expect(JSON.stringify(b)).not.toContain(secret.slice(0, 10))
    }
  })

  test('is sent to subscribers without parsing its request again', () => {
    const everything = compileFilter({ session: 'default' })
    const kept = keptIn(journalOf(), { body: asks('Hello') })
    const getter = vi.spyOn(kept, 'asked', 'get')
    expect(everything.test(kept)).toBe(true)
    expect(getter).not.toHaveBeenCalled()
    expect(compileFilter({ prompt: 'Hello' }).test(kept)).toBe(true)
    expect(getter).toHaveBeenCalled()
  })

  test('of an unparseable body has no prompt', () => {
    const call = callOf('Converse', { model: modelId, raw: '{"messages":' })
    expect(begunRow(call, noSettings)).not.toHaveProperty('prompt')
  })
})

describe('a page of rows', () => {
  const journal = journalOf()
  const ids = Array.from({ length: 5 }, () => keptIn(journal, { body: asks('Hello') }).id)
  const page = async (part: Parameters<typeof pageOfRows>[1]) => {
    const { rows, next } = await pageOfRows(journal.list(), part)
    return { ids: rows.map(({ id }) => id), next }
  }

  test('has the newest, oldest first, and a cursor to the older ones', async () => {
    expect(await page({})).toEqual({ ids, next: undefined })
    expect(await page({ limit: 2 })).toEqual({ ids: ids.slice(3), next: ids[3] })
    expect(await page({ limit: 2, before: ids[3] })).toEqual({ ids: ids.slice(1, 3), next: ids[1] })
    expect(await page({ limit: 2, before: ids[1] })).toEqual({
      ids: ids.slice(0, 1),
      next: undefined,
    })
    expect(await page({ limit: 0 })).toEqual({ ids: [], next: undefined })
  })

  test('after an id has what came later, or everything if that id was dropped', async () => {
    expect((await page({ after: ids[2] })).ids).toEqual(ids.slice(3))
    expect((await page({ after: 'gone' })).ids).toEqual(ids)
  })
})

describe('calls in progress', () => {
  test('are announced if they take a while, and only to subscribers', () => {
    vi.useFakeTimers()
    try {
      const beginnings = new Beginnings((call) => begunRow(call, noSettings))
      expect(beginnings.followed).toBe(false)
      const calls: string[] = []
      const stop = beginnings.follow({
        begun: ({ id }) => calls.push(id),
        first: (id, ms) => calls.push(`${id} after ${ms}`),
      })
      expect(beginnings.followed).toBe(true)
      beginnings.begun({ ...callOf('Converse', { model: modelId }), id: 'slow' })
      beginnings.begun({ ...callOf('Converse', { model: modelId }), id: 'quick' })
      beginnings.begun({ ...callOf('Converse', { model: modelId }), id: 'early' })
      beginnings.first('early', 5)
      beginnings.ended('quick')
      vi.advanceTimersByTime(30)
      beginnings.first('slow', 40)
      beginnings.first('quick', 40)
      expect(calls).toEqual(['slow', 'early', 'early after 5', 'slow after 40'])
      stop()
      expect(beginnings.followed).toBe(false)
    } finally {
      vi.useRealTimers()
    }
  })
})
