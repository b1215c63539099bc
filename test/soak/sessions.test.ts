import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { expect, test } from 'vitest'
import { startBedrock } from '../../server/index.ts'
import { admin } from '../support/admin.ts'
import { clientOf } from '../support/library.ts'
import { lite as modelId, userSays } from '../support/questions.ts'
import { startServer } from '../support/server.ts'

const question = {
  modelId,
  messages: userSays('Who are you?'),
}
const keys = (accessKeyId: string) => ({ credentials: { accessKeyId, secretAccessKey: 'x' } })
const fixture = { answers: [{ text: 'one' }, { text: 'two' }] }

test('200 concurrent sessions get their own answers to the same prompt, and their own journals', async () => {
  await using server = await startServer({ mode: 'replay' })
  const names = Array.from({ length: 200 }, (_, nth) => `worker-${nth}`)
  await Promise.all(
    names.map(async (name) => {
      await admin(server, 'POST', `/fixtures?session=${name}`, {
        answers: [{ text: `first of ${name}` }, { text: `then of ${name}` }],
      })
      const client = server.client(keys(name))
      for (const word of ['first', 'then', 'then']) {
        const { output } = await client.send(new ConverseCommand(question))
        expect(output?.message?.content).toEqual([{ text: `${word} of ${name}` }])
      }
    }),
  )
  for (const name of names)
    expect(server.journal.verify({ session: name, times: 3 }).message.split('\n')[0]).toMatch(
      /it was called 3 times\.$/,
    )
  expect(server.journal.list()).toHaveLength(600)
})

test('200 concurrent tests on one server each get their own answer to the same prompt', async () => {
  await using bedrock = await startBedrock()
  const answers = await Promise.all(
    Array.from({ length: 200 }, async (_, at) => {
      const session = bedrock.session(`test-${at}`)
      const added = session.fixtures.add({
        match: { prompt: 'who?' },
        answers: [{ text: `${at} first` }, { text: `${at} then` }],
      })
      using client = clientOf(session)
      const texts = [await client.ask('who?'), await client.ask('who?')]
      session.journal.verify({ prompt: 'who?', times: 2 })
      return { at, texts, calls: added.calls, session: session.journal.list()[0]?.session }
    }),
  )
  for (const { at, texts, calls, session } of answers) {
    expect(texts).toEqual([`${at} first`, `${at} then`])
    expect([calls, session]).toEqual([2, `test-${at}`])
  }
  expect(bedrock.journal.list()).toHaveLength(400)
})

test('resetting one of 1,000 sessions takes less than 2 ms', async () => {
  await using server = await startServer()
  for (let nth = 0; nth < 1_000; nth++)
    server.store.add(server.sessions.get(`session-${nth}`), fixture)
  for (let nth = 0; nth < 200; nth++)
    await fetch(`${server.url}/model/${modelId}/converse`, {
      method: 'POST',
      headers: { 'x-bedrock-local-session': 'session-7' },
      body: JSON.stringify(question),
    })
  const took = Array.from({ length: 20 }, (_, nth) => {
    const started = performance.now()
    server.sessions.reset(`session-${nth}`)
    server.journal.clear(`session-${nth}`)
    return performance.now() - started
  })
  // The median, because a busy machine may pause the process in any of them.
  expect(took.toSorted((a, b) => a - b)[10]).toBeLessThan(2)
  expect(server.journal.count('session-7')).toBe(0)
})

test('1,000 sessions use little memory', async () => {
  await using server = await startServer()
  const call = (nth: number) =>
    fetch(`${server.url}/model/${modelId}/converse`, {
      method: 'POST',
      headers: { 'x-bedrock-local-session': `s-${nth}` },
      body: JSON.stringify(question),
    }).then((answer) => answer.text())
  await call(0)
  const before = process.memoryUsage().heapUsed
  for (let nth = 1; nth <= 1_000; nth++) await call(nth)
  expect(server.sessions.list()).toHaveLength(1_001)
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * 1024 * 1024)
})
