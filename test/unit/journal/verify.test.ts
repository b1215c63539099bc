import { expect, test } from 'vitest'
import type { Expectation } from '../../../server/journal/verify.ts'
import { asks, journalOf, keptIn, modelId, offering, textAnswer } from '../../support/exchanges.ts'

function filled() {
  const journal = journalOf()
  keptIn(journal, { body: asks('What is the weather in Paris?', offering('get_weather')) })
  keptIn(journal, {
    body: asks('And in Rome?', offering('get_weather', 'get_time')),
    session: 'other',
  })
  keptIn(journal, {
    operation: 'ConverseStream',
    body: asks('hello', { system: [{ text: 'Be brief.' }] }),
  })
  return journal
}

test.each<[string, Expectation, number]>([
  ['operation', { operation: 'Converse' }, 2],
  ['one of some operations', { operation: ['Converse', 'ConverseStream'] }, 3],
  ['a glob over the model', { model: 'amazon.nova-*' }, 3],
  ['another model', { model: 'anthropic.*' }, 0],
  ['text in the prompt', { prompt: 'Paris' }, 1],
  ['a regular expression over the prompt', { prompt: /paris|rome/i }, 2],
  ['a global regular expression, from the beginning each time', { prompt: /in/g }, 2],
  ['the forms of fixtures', { prompt: { equals: 'hello' } }, 1],
  ['RE2', { prompt: { regex: '^(?i)and' } }, 1],
  ['the system prompt', { system: 'brief' }, 1],
  ['a tool that was offered', { tools: ['get_weather'] }, 2],
  ['all of some tools', { tools: ['get_weather', 'get_time'] }, 1],
  ['the session', { session: 'other' }, 1],
  ['the source', { source: 'fixture' }, 3],
  ['the fixture', { fixture: 'hello.yaml' }, 3],
  ['the status', { status: 200 }, 3],
  ['an error that did not come', { error: 'ThrottlingException' }, 0],
  ['several at once', { operation: 'Converse', prompt: 'Rome', tools: ['get_time'] }, 1],
])('counts by %s', (_, expectation, count) => {
  const result = filled().verify({ ...expectation, times: count })
  expect(result).toMatchObject({ ok: true, count })
  expect(result.exchanges).toHaveLength(count)
})

test.each<[Expectation['times'], boolean, string]>([
  [undefined, true, 'at least once'],
  [2, true, 'exactly twice'],
  [1, false, 'exactly once'],
  [0, false, 'never'],
  [{ min: 3 }, false, 'at least 3 times'],
  [{ max: 1 }, false, 'at most once'],
  [{ min: 1, max: 5 }, true, '1 to 5 times'],
])('times is %j', (times, ok, words) => {
  const result = filled().verify({ operation: 'Converse', ...(times !== undefined && { times }) })
  expect(result.ok).toBe(ok)
  expect(result.message.split('\n')[0]).toBe(`Expected Converse ${words}; it was called twice.`)
})

test('the message lists the actual calls, and marks those that count', () => {
  const { ok, message } = filled().verify({
    operation: 'Converse',
    prompt: 'Berlin',
    tools: ['get_time'],
  })
  expect(ok).toBe(false)
  expect(message).toBe(
    [
      'Expected Converse, prompt contains "Berlin", tool get_time offered at least once; it was never called.',
      '3 calls received:',
      `- Converse ${modelId} "What is the weather in Paris?" with tool get_weather: 200 fixture hello.yaml`,
      `- Converse ${modelId} "And in Rome?" with tools get_weather, get_time in session other: 200 fixture hello.yaml`,
      `- ConverseStream ${modelId} "hello": 200 fixture hello.yaml`,
    ].join('\n'),
  )
  expect(filled().verify({ prompt: 'Rome', times: 0 }).message).toContain(
    `\n* Converse ${modelId} "And in Rome?"`,
  )
})

test('reports an emptied journal', () => {
  const journal = filled()
  journal.clear()
  expect(journal.verify({ operation: 'Converse' })).toEqual({
    ok: false,
    count: 0,
    exchanges: [],
    message: 'Expected Converse at least once; it was never called.\nThe journal has no calls.',
  })
  expect(journal.verify({ times: 0 }).ok).toBe(true)
  expect(filled().verify({ session: 'nobody' }).message).toContain(
    '\nThe journal has no calls of session nobody.',
  )
})

test('sessions are named if there are several', () => {
  const journal = journalOf()
  keptIn(journal, { body: asks('hello'), session: 'one' })
  expect(journal.verify({ times: 0 }).message).not.toContain('in session')
  keptIn(journal, { body: asks('hello'), session: 'two' })
  expect(journal.verify({ times: 0 }).message).toMatch(/in session one[^]*in session two/)
})

test('lists only the newest of many calls', () => {
  const journal = journalOf()
  for (let nth = 0; nth < 30; nth++) keptIn(journal, { body: asks(`call ${nth}`) })
  const { message } = journal.verify({ prompt: 'nothing' })
  expect(message).toContain('30 calls received, the last 20 were:')
  expect(message).toContain('"call 29"')
  expect(message).not.toContain('"call 9"')
})

test('can match calls that found no fixture', () => {
  const journal = filled()
  expect(journal.list({ missed: true })).toEqual([])
  expect(journal.list({ missed: false, limit: 2 }).map(({ asked }) => asked?.prompt)).toEqual([
    'And in Rome?',
    'hello',
  ])
})

test('an invalid regular expression is an error', () => {
  expect(() => filled().verify({ prompt: { regex: '(' } })).toThrow(/missing/)
})

test('a prompt longer than the kept body is still found by its beginning', () => {
  const journal = journalOf({ clip: 1_000 })
  const body = asks(`Find the needle. ${'hay '.repeat(5_000)}`, offering('search'))
  const { request, asked, prompt } = keptIn(journal, { body, answer: textAnswer('no') })
  expect(request).toMatchObject({ clipped: true, bytes: JSON.stringify(body).length })
  expect(request.text.length).toBeLessThanOrEqual(1_000)
  expect(asked?.prompt.length).toBeLessThanOrEqual(1_000)
  expect(prompt).toBeUndefined()
  expect(journal.verify({ prompt: 'needle', tools: ['search'] }).ok).toBe(true)
})
