import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { balanced, noHaproxy } from '../support/haproxy.ts'
import { noBoto3, python } from '../support/python.ts'
import { lite, micro, userSays } from '../support/questions.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

// Two servers behind scripts/deploy/haproxy.cfg.

const names = Array.from({ length: 10 }, (_, at) => `sequence-${at}`)

let folder: Awaited<ReturnType<typeof fixtureFolder>>
let servers: Server[]
let balancer: Awaited<ReturnType<typeof balanced>>

beforeAll(async () => {
  if (noHaproxy !== undefined) return
  folder = fixtureFolder({
    count: {
      match: { prompt: 'count' },
      answers: ['1', '2', '3', '4', '5', '6', '7'].map((text) => ({ text })),
    },
    unlucky: {
      match: { prompt: 'unlucky' },
      error: { type: 'ThrottlingException', times: 3 },
      answer: { text: 'at last' },
    },
    spend: {
      match: { prompt: 'spend' },
      answer: { text: 'spent', usage: { inputTokens: 50, outputTokens: 50 } },
    },
    long: {
      match: { prompt: 'go on' },
      answer: { text: 'one two three', stream: { firstByteMs: 0, tokensPerSecond: 0.1 } },
    },
  })
  const options = {
    fixtures: [folder.path],
    quotas: { 'amazon.nova-lite-*': { tokensPerDay: 900 } },
    grace: 0,
  }
  servers = await Promise.all([1, 2].map(() => startServer(options)))
  const [a, b] = servers.map(({ port }) => port) as [number, number]
  balancer = await balanced(folder.path, [a, b])
})
afterAll(async () => {
  if (noHaproxy !== undefined) return
  await balancer[Symbol.asyncDispose]()
  for (const server of servers) await server[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

/** A client with default settings except retries, in a separate session: HTTP/2 with prior knowledge. */
const clientOf = (name: string) =>
  (servers[0] as Server).client({
    endpoint: balancer.url,
    maxAttempts: 1,
    credentials: { accessKeyId: name, secretAccessKey: 'x' },
  })

async function ask(
  client: ReturnType<typeof clientOf>,
  prompt: string,
  modelId = micro,
): Promise<string> {
  const input = { modelId, messages: userSays(prompt), inferenceConfig: { maxTokens: 50 } }
  try {
    const { output } = await client.send(new ConverseCommand(input))
    return output?.message?.content?.[0]?.text ?? ''
  } catch (error) {
    return (error as Error).name
  }
}

/** The servers on which a session was seen. */
const holders = (name: string) => servers.filter(({ sessions }) => sessions.has(name))

const verify = async (name: string, expectation: object) => {
  const response = await fetch(`${balancer.url}/_admin/journal/verify?session=${name}`, {
    method: 'POST',
    body: JSON.stringify(expectation),
  })
  return (await response.json()) as { ok: boolean; count: number }
}

describe.skipIf(noHaproxy !== undefined)('two servers behind HAProxy', () => {
  test.skipIf(noBoto3 !== undefined)(
    'ten sessions, with the JavaScript SDK and then boto3, each stay on one server',
    async () => {
      const first = await Promise.all(
        names.map(async (name) => {
          const client = clientOf(name)
          const answers: string[] = []
          for (const prompt of ['count', 'count', 'count', 'unlucky', 'unlucky'])
            answers.push(await ask(client, prompt))
          for (let at = 0; at < 6; at++) answers.push(await ask(client, 'spend', lite))
          return answers
        }),
      )
      const throttled = 'ThrottlingException'
      const spent = Array.from({ length: 6 }, () => 'spent')
      expect(first).toEqual(names.map(() => ['1', '2', '3', throttled, throttled, ...spent]))

      const second = await python<Record<string, string[]>>('fleet', balancer.url, {
        SESSIONS: names.join(' '),
      })
      const exhausted = ['spent', 'spent', 'spent', throttled, throttled, throttled]
      const expected = ['4', '5', '6', throttled, 'at last', ...exhausted]
      expect(second).toEqual(Object.fromEntries(names.map((name) => [name, expected])))

      for (const name of names) {
        expect(holders(name)).toHaveLength(1)
        expect(await verify(name, { prompt: 'count', times: 6 })).toMatchObject({ ok: true })
        expect(await verify(name, { error: throttled, times: 6 })).toMatchObject({ ok: true })
      }
      // No server is idle, although the names only differ in one character.
      expect(servers.map((server) => names.filter((name) => server.sessions.has(name)))).toEqual(
        servers.map(() => expect.arrayContaining([expect.any(String)])),
      )
      const calls = servers.map(({ journal }) => journal.count())
      expect(calls.reduce((sum, count) => sum + count)).toBe(names.length * 22)
    },
  )

  test('a session name identifies the same session however it is sent', async () => {
    const call = (headers: Record<string, string>, query = '') =>
      fetch(`${balancer.url}/model/${micro}/converse${query}`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ messages: userSays('count') }),
      }).then((response) => response.text())
    const credential = (key: string) => `Credential=${key}/20260101/us-east-1/bedrock/aws4_request`
    const signed = (key: string) => ({
      authorization: `AWS4-HMAC-SHA256 ${credential(key)}, SignedHeaders=host, Signature=0`,
    })
    const presigned = (key: string) =>
      `?X-Amz-Algorithm=x&X-Amz-${credential(key).replaceAll('/', '%2F')}&X-Amz-Date=x`
    const session = (name: string) => ({ 'x-bedrock-local-session': name })
    const several = ['ann', 'Ben', 'c.d', 'e+f', 'g=h', 'i_j', 'k:l', 'm%20n']
    const real = ['AKIAIOSFODNN7EXAMPLE', 'ASIAIOSFODNN7EXAMPLE']
    for (const name of several) {
      await call(session(name))
      await call({ ...session(name), ...signed('another') })
      await call({ ...session(real[0] ?? ''), ...signed(name) })
      await call(signed(name))
      await call(session(name), presigned('another'))
      await call({}, presigned(name))
    }
    // Enough names that none is routed correctly by chance: with commas, and with more than 128 characters.
    for (let at = 0; at < 8; at++) {
      const name = `number ${at}, the ${at}th`
      await call(session(name))
      const adding = { method: 'POST', body: JSON.stringify({ answer: { text: 'a' } }) }
      const query = new URLSearchParams({ session: name }).toString()
      await fetch(`${balancer.url}/_admin/fixtures?${query}`, adding)
      await fetch(`${balancer.url}/_admin/fixtures`, { ...adding, headers: session(name) })
      const long = `${'x'.repeat(127)}${at}`
      await call(session(long))
      await call(session(`${long} and so on`))
    }
    for (const key of real) {
      await call(signed(key))
      await call({}, presigned(key))
      await call(session(key))
    }
    await call({})
    await call({ authorization: 'Bearer of-news' })
    await call(session('default'))
    await call(session(''))

    const seen = servers.flatMap(({ sessions }) => sessions.list().map(({ name }) => name))
    expect(seen).toEqual(expect.arrayContaining([...several, 'number 7, the 7th']))
    // No name is on two servers.
    expect(seen.toSorted()).toEqual([...new Set(seen)].toSorted())
  })

  test('the admin API answers for one session, and refuses to answer for all of them', async () => {
    const admin = (path: string, init?: RequestInit) => fetch(`${balancer.url}/_admin${path}`, init)
    for (const path of ['/journal', '/metrics', '/sessions', '/fixtures', '/journal?session=']) {
      const response = await admin(path)
      expect({ path, status: response.status }).toEqual({ path, status: 421 })
      expect(await response.json()).toMatchObject({ detail: expect.stringContaining('?session=') })
    }
    const added = { match: { prompt: 'new here' }, answer: { text: 'welcome' } }
    const adding = { method: 'POST', body: JSON.stringify(added) }
    expect((await admin('/fixtures', adding)).status).toBe(421)
    expect((await admin('/fixtures?session=an%20added,%20one', adding)).status).toBe(201)
    const headers = { 'x-bedrock-local-session': 'an added, one' }
    expect(await (await admin('/journal', { headers })).json()).toMatchObject({ exchanges: [] })
    const answer = await fetch(`${balancer.url}/model/${micro}/converse`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ messages: userSays('new here') }),
    })
    expect(await answer.text()).toContain('welcome')
  })

  test('with a shared store, the admin API answers for all', async () => {
    const [a, b] = servers.map(({ port }) => port) as [number, number]
    const env = { BEDROCK_LOCAL_STATE: 'redis://localhost:6379' }
    await using shared = await balanced(folder.path, [a, b], env)
    expect((await fetch(`${shared.url}/_admin/journal`)).status).toBe(200)
  })

  test('when a server crashes, its sessions restart on another, and the rest continue', async () => {
    const many = Array.from({ length: 12 }, (_, at) => `mortal-${at}`)
    const clients = new Map(many.map((name) => [name, clientOf(name)]))
    const askAs = (name: string) => ask(clients.get(name) as ReturnType<typeof clientOf>, 'count')
    for (const name of many) expect([await askAs(name), await askAs(name)]).toEqual(['1', '2'])
    const [dying] = holders('mortal-0')
    const lost = many.filter((name) => holders(name)[0] === dying)
    const kept = many.filter((name) => !lost.includes(name))
    expect(kept.length).toBeGreaterThan(0)

    const input = { modelId: micro, messages: userSays('go on') }
    const { stream = [] } =
      (await clients.get('mortal-0')?.send(new ConverseStreamCommand(input))) ?? {}
    const events: string[] = []
    const ended = (async () => {
      for await (const event of stream) events.push(...Object.keys(event))
    })()
    await dying?.close()
    // HAProxy 2.6 ends the HTTP/2 stream normally, later versions with an error: either way, it is incomplete.
    await ended.catch(() => undefined)
    expect(events).not.toContain('messageStop')

    // Until the health check has failed, the error explains the situation. The first call may lose its connection.
    const answers: string[] = []
    while (answers.at(-1) !== '1') answers.push(await askAs('mortal-0'))
    const [first, ...later] = answers.slice(0, -1)
    expect(['ServiceUnavailableException', 'Error', undefined]).toContain(first)
    expect(later.filter((name) => name !== 'ServiceUnavailableException')).toEqual([])
    for (const name of lost.slice(1)) expect(await askAs(name)).toBe('1')
    for (const name of kept) expect(await askAs(name)).toBe('3')
  })
})
