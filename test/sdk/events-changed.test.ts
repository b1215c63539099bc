import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readEvents } from '../../server/console/wire/sse.ts'
import { admin } from '../support/admin.ts'
import { NOVA, say } from '../support/answers.ts'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { functionFolder } from '../support/functions.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

/** The events that the server sends to a subscriber, in order. */
async function following({ url }: Pick<Server, 'url'>) {
  const leave = new AbortController()
  const response = await fetch(`${url}/_admin/events?view=row`, { signal: leave.signal })
  const events: { type: string; data: Record<string, unknown> }[] = []
  const reading = (async () => {
    if (response.body === null) return
    for await (const { type, data } of readEvents(response.body))
      events.push({ type, data: JSON.parse(data) as Record<string, unknown> })
  })().catch(() => undefined)
  return {
    events,
    changes: () => events.flatMap(({ type, data }) => (type === 'changed' ? [data['what']] : [])),
    async [Symbol.asyncDispose]() {
      leave.abort()
      await reading
    },
  }
}

test('subscribers are notified of files that changed on disk, and of problems in them', async () => {
  using folder = fixtureFolder({ 'one.yaml': 'match: { prompt: one }\nanswer: { text: One. }\n' })
  await using server = await startServer({ mode: 'mock', fixtures: [folder.path], watch: true })
  await using page = await following(server)
  const file = join(folder.path, 'one.yaml')
  writeFileSync(file, 'match: { prompt: one }\nanswer: { text: Two. }\n')
  await expect.poll(page.changes).toEqual(['fixtures'])
  writeFileSync(file, 'match: { prompt: one }\nanswer: { txet: Two. }\n')
  await expect.poll(page.changes).toEqual(['fixtures', 'fixtures', 'problems'])
  writeFileSync(file, 'match: { prompt: one }\nanswer: { text: Two. }\n')
  await expect.poll(page.changes).toHaveLength(5)
  expect(new Set(page.changes().slice(3))).toEqual(new Set(['fixtures', 'problems']))
})

test('subscribers are notified once of a change by the admin API', async () => {
  using folder = fixtureFolder({ 'one.yaml': 'match: { prompt: one }\nanswer: { text: One. }\n' })
  await using server = await startServer({ mode: 'mock', fixtures: [folder.path] })
  await using page = await following(server)
  writeFileSync(join(folder.path, 'two.yaml'), 'match: { prompt: two }\nanswer: { text: Two. }\n')
  expect((await admin(server, 'POST', '/fixtures/reload')).status).toBe(200)
  await admin(server, 'PUT', '/mode', { mode: 'replay' })
  await expect.poll(page.changes).toContain('mode')
  expect(page.changes()).toEqual(['fixtures', 'mode'])
})

test('subscribers are notified of functions that are added, changed and removed', async () => {
  using functions = functionFolder({ one: 'export const handler = async () => 1' })
  await using server = await startServer({ mode: 'mock', lambdas: functions.dir })
  await using page = await following(server)
  functions.write('one', 'export const handler = async () => 22')
  await expect.poll(page.changes, { timeout: 10_000 }).toEqual(['lambdas'])
  rmSync(join(functions.dir, 'one'), { recursive: true })
  await expect.poll(page.changes, { timeout: 10_000 }).toEqual(['lambdas', 'lambdas'])
})

test('subscribers are notified how many exchanges the journal has dropped', async () => {
  await using server = await startServer({ mode: 'mock', journalSize: 2 })
  await using page = await following(server)
  const body = JSON.stringify(say('Hello'))
  for (let calls = 0; calls < 5; calls++) {
    const answer = await fetch(`${server.url}/model/${NOVA}/converse`, { method: 'POST', body })
    await answer.arrayBuffer()
  }
  const dropped = () => page.events.filter(({ type }) => type === 'dropped').at(-1)?.data
  await expect.poll(dropped).toEqual({ dropped: 3 })
})
