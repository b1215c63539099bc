import { expect, test } from 'vitest'
import { startBedrock } from '../../server/index.ts'
import { clientOf } from '../support/library.ts'
import { micro as MODEL } from '../support/questions.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

async function admin(server: Server, method: string, path: string, body?: object) {
  const answer = await fetch(`${server.url}/_admin${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
}

const converse = async (server: Server, session: string) => {
  const answer = await fetch(`${server.url}/model/${encodeURIComponent(MODEL)}/converse`, {
    method: 'POST',
    headers: { 'x-bedrock-local-session': session },
    body: JSON.stringify({ messages: [{ role: 'user', content: [{ text: 'hello' }] }] }),
  })
  await answer.text()
  return answer.status
}

test('a rule added by the admin API applies, counts its uses, and is removed', async () => {
  await using server = await startServer({ faults: [{ error: 'ModelTimeoutException', times: 1 }] })
  const added = await admin(server, 'POST', '/faults', { error: 'ThrottlingException', times: 1 })
  expect(added).toMatchObject({
    status: 201,
    body: { id: 'fault-1', name: 'ThrottlingException', from: 'added', session: '*', struck: 0 },
  })
  expect([
    await converse(server, 'a'),
    await converse(server, 'a'),
    await converse(server, 'a'),
  ]).toEqual([429, 408, 200])
  expect(await admin(server, 'GET', '/faults')).toMatchObject({
    body: [
      { id: 'fault-1', struck: 1 },
      {
        id: 'config-1',
        from: 'config',
        struck: 1,
        rule: { error: 'ModelTimeoutException', times: 1 },
      },
    ],
  })
  expect(await admin(server, 'DELETE', '/faults/fault-1')).toMatchObject({ status: 204 })
  expect(await admin(server, 'DELETE', '/faults/fault-1')).toMatchObject({ status: 404 })
  expect(await admin(server, 'DELETE', '/faults/config-1')).toMatchObject({ status: 409 })
})

test('rules for one session and for all; those of a session, or all, are removed at once', async () => {
  await using server = await startServer()
  await admin(server, 'POST', '/faults?session=a', { error: 'ValidationException' })
  expect([await converse(server, 'a'), await converse(server, 'b')]).toEqual([400, 200])
  await admin(server, 'DELETE', '/faults?session=a')
  expect(await converse(server, 'a')).toBe(200)

  const total = { error: 'ThrottlingException', total: 2 }
  await admin(server, 'POST', '/faults?session=b', { error: 'ModelTimeoutException' })
  await admin(server, 'POST', '/faults', total)
  expect(await admin(server, 'GET', '/faults')).toMatchObject({
    body: [{ session: 'b' }, { session: '*', rule: total }],
  })
  expect([
    await converse(server, 'a'),
    await converse(server, 'c'),
    await converse(server, 'd'),
    await converse(server, 'b'),
  ]).toEqual([429, 429, 200, 408])
  await admin(server, 'DELETE', '/faults')
  expect(await admin(server, 'GET', '/faults')).toMatchObject({ body: [] })
  expect(await converse(server, 'b')).toBe(200)
})

test('a reset removes added rules', async () => {
  await using server = await startServer()
  await admin(server, 'POST', '/faults', { error: 'ValidationException' })
  await admin(server, 'POST', '/reset')
  expect(await converse(server, 'a')).toBe(200)
})

test.each([
  [{ eror: 'ThrottlingException' }, 'body.eror is unknown; did you mean "error"?'],
  [{ delayMs: -1 }, 'body.delayMs is -1; expected a number from 0 to 3600000'],
  [
    { error: 'ThrottlingException', cut: true },
    'fault has error and cut, which all come before any byte; use only one of them',
  ],
  [
    {},
    'fault does nothing; expected one of error, delayMs, betweenMs, byteMs, stall, cut, reset, refuse, corrupt, guardrail',
  ],
])('%j is rejected with 400 and a message', async (rule, sentence) => {
  await using server = await startServer()
  expect(await admin(server, 'POST', '/faults', rule)).toMatchObject({
    status: 400,
    body: { detail: sentence },
  })
})

test('a program adds, counts, removes and clears', async () => {
  await using bedrock = await startBedrock({ mode: 'mock', fixtures: [] })
  using client = clientOf(bedrock)
  const fault = bedrock.faults.add({ match: { prompt: /sea/i }, error: 'ThrottlingException' })
  await expect(client.ask('the SEA')).rejects.toThrow('Too many requests')
  await client.ask('the land')
  expect(fault.struck).toBe(1)
  fault.remove()
  await client.ask('the SEA')
  bedrock.faults.add({ refuse: true })
  bedrock.faults.clear()
  await client.ask('the SEA')
  expect(bedrock.journal.list({ source: 'fault' })).toHaveLength(1)
  expect(() => bedrock.faults.add({ delayMs: -1 })).toThrow('fault.delayMs is -1')
})

test('a session has its own faults, and its reset removes them', async () => {
  await using bedrock = await startBedrock({ mode: 'mock', fixtures: [] })
  const alice = bedrock.session('alice')
  using client = clientOf(alice)
  using others = clientOf(bedrock)
  alice.faults.add({ error: 'AccessDeniedException' })
  await expect(client.ask('hello')).rejects.toThrow("You don't have access")
  await others.ask('hello')
  alice.reset()
  await client.ask('hello')
})

test('a fixture added by a program can break in mid-stream', async () => {
  await using bedrock = await startBedrock({ fixtures: [] })
  using client = clientOf(bedrock)
  bedrock.fixtures.add({
    answer: { text: 'These words arrive.', stream: { chunks: ['These', ' words', ' arrive.'] } },
    fault: { cut: { inEvent: 4 } },
  })
  const words: string[] = []
  await expect(
    (async () => {
      for await (const text of client.stream('hello')) words.push(text)
    })(),
  ).rejects.toThrow()
  expect(words).toEqual(['These', ' words'])
  await expect
    .poll(() => bedrock.journal.list()[0])
    .toMatchObject({
      source: 'fault',
      fault: 'cut in event 4',
      fixture: 'added 1',
    })
})

test('a program advances the clock', async () => {
  await using bedrock = await startBedrock({
    mode: 'mock',
    fixtures: [],
    quotas: { '*': { requestsPerMinute: 1 } },
  })
  using client = clientOf(bedrock)
  await client.ask('hello')
  await expect(client.ask('hello')).rejects.toThrow('Too many requests')
  bedrock.clock.advance(60_000)
  await client.ask('hello')
})
