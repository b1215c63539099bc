import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime'
import { describe, expect, test } from 'vitest'
import { collect } from '../support/collect.ts'
import { lite as modelId, userSays } from '../support/questions.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

const messages = userSays('Tell me about the sea.')
const body = JSON.stringify({ messages, inferenceConfig: { maxTokens: 300 } })
const answer = { text: 'The sea is deep and wide. '.repeat(40).trim() }
const keys = { AWS_ACCESS_KEY_ID: 'upstream', AWS_SECRET_ACCESS_KEY: 'upstream-secret' }

/** One call of every chat operation. */
async function callAll({ runtime }: Server) {
  await runtime.send(new ConverseCommand({ modelId, messages }))
  await collect((await runtime.send(new ConverseStreamCommand({ modelId, messages }))).stream)
  await runtime.send(new InvokeModelCommand({ modelId, body }))
  const streamed = await runtime.send(new InvokeModelWithResponseStreamCommand({ modelId, body }))
  await collect(streamed.body)
}

describe('an answer passed through from upstream', () => {
  async function through(mode: 'proxy' | 'record') {
    const folder = mkdtempSync(join(tmpdir(), 'journal-'))
    const upstream = await startServer()
    upstream.store.add(upstream.sessions.shared, { answer })
    const server = await startServer({ mode, upstream: upstream.url, fixtures: [folder] }, keys)
    return {
      server,
      folder,
      async [Symbol.asyncDispose]() {
        await server[Symbol.asyncDispose]()
        await upstream[Symbol.asyncDispose]()
        rmSync(folder, { recursive: true, force: true })
      },
    }
  }

  test.each(['proxy', 'record'] as const)(
    'is kept in the neutral form with its usage in %s mode',
    async (mode) => {
      await using at = await through(mode)
      await callAll(at.server)
      const all = at.server.journal.list()
      expect(all.map(({ operation }) => operation)).toEqual([
        'Converse',
        'ConverseStream',
        'InvokeModel',
        'InvokeModelWithResponseStream',
      ])
      for (const { source, reply, usage, cost, ended } of all) {
        expect(source).toBe('upstream')
        expect(reply).toMatchObject({ kind: 'message', content: [answer] })
        expect(usage?.outputTokens).toBeGreaterThan(100)
        expect(cost).toBeGreaterThan(0)
        expect(ended).toBe('complete')
      }
      expect(JSON.stringify(all)).not.toContain('upstream-secret')
    },
  )

  test('becomes a fixture that then answers without upstream', async () => {
    await using at = await through('proxy')
    const { runtime, journal, store, mode } = at.server
    await collect((await runtime.send(new ConverseStreamCommand({ modelId, messages }))).stream)
    journal.save(
      journal.list().map(({ id }) => id),
      at.folder,
    )
    store.reload()
    mode.set('replay')
    const { output } = await runtime.send(new ConverseCommand({ modelId, messages }))
    expect(output?.message?.content).toEqual([answer])
  })
})

test('an error is kept with its name and message', async () => {
  await using server = await startServer({ mode: 'replay' })
  await expect(server.runtime.send(new ConverseCommand({ modelId, messages }))).rejects.toThrow()
  const [exchange] = server.journal.list({ missed: true })
  expect(exchange).toMatchObject({ status: 404, error: { name: 'FixtureNotFoundException' } })
  expect(server.journal.list({ error: 'FixtureNotFoundException' })).toHaveLength(1)
})

test('a client that disconnects in mid-stream is reported', async () => {
  await using server = await startServer()
  const slow = { ...answer, stream: { firstByteMs: 0, tokensPerSecond: 20 } }
  server.store.add(server.sessions.shared, { answer: slow })
  const controller = new AbortController()
  const { stream } = await server.runtime.send(new ConverseStreamCommand({ modelId, messages }), {
    abortSignal: controller.signal,
  })
  const iterator = stream?.[Symbol.asyncIterator]()
  await iterator?.next()
  expect(server.journal.totals.streamsOpen).toBe(1)
  const ended = new Promise((resolve) => server.journal.follow(({ ended: how }) => resolve(how)))
  server.runtime.destroy()
  controller.abort()
  expect(await ended).toBe('client left')
  expect(server.journal.totals.streamsOpen).toBe(0)
})

test('the journal stays bounded, however many calls there are', async () => {
  await using server = await startServer({ journalSize: 50, journalClip: 1_000 })
  const long = JSON.stringify({
    messages: [{ role: 'user', content: [{ text: 'word '.repeat(20_000) }] }],
  })
  const url = `${server.url}/model/${modelId}/converse`
  for (let nth = 0; nth < 120; nth++)
    await fetch(url, { method: 'POST', body: long }).then((reply) => reply.text())
  const all = server.journal.list()
  expect(all).toHaveLength(50)
  for (const { request } of all) {
    expect(request).toMatchObject({ bytes: long.length, clipped: true })
    expect(request.text.length).toBeLessThanOrEqual(1_000)
  }
  expect(server.journal.totals.series().map(({ calls }) => calls)).toEqual([120])
})
