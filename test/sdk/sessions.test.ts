import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { describe, expect, test } from 'vitest'
import { admin } from '../support/admin.ts'
import { lite as modelId, userSays } from '../support/questions.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

const question = {
  modelId,
  messages: userSays('Who are you?'),
}
const keys = (accessKeyId: string) => ({ credentials: { accessKeyId, secretAccessKey: 'x' } })
const REAL = 'AKIAIOSFODNN7EXAMPLE'

test('a presigned request names its session and region like a signed one', async () => {
  await using server = await startServer()
  const ask = async (key: string) => {
    const scope = encodeURIComponent(`${key}/20261120/eu-west-1/bedrock/aws4_request`)
    const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${scope}&X-Amz-Signature=0`
    const { messages } = question
    await fetch(`${server.url}/model/${modelId}/converse?${query}`, {
      method: 'POST',
      body: JSON.stringify({ messages }),
    })
    return server.journal.list().at(-1)
  }
  expect(await ask('worker-1')).toMatchObject({ session: 'worker-1', region: 'eu-west-1' })
  expect(await ask(REAL)).toMatchObject({ session: 'default', region: 'eu-west-1' })
})

describe('a real access key', () => {
  test('names no session and is never shown', async () => {
    await using server = await startServer()
    const client = server.client(keys(REAL))
    await client.send(new ConverseCommand(question))
    const shown = await Promise.all(
      ['/journal', '/sessions', '/metrics', '/config'].map((path) => admin(server, 'GET', path)),
    )
    for (const { text } of shown) expect(text).not.toContain('AKIA')
    expect(server.journal.list({ session: 'default' })).toHaveLength(1)
  })

  test('nor is a bearer key, even if the body echoes it', async () => {
    await using server = await startServer()
    const token = 'quite-an-ordinary-looking-key'
    await fetch(`${server.url}/model/${modelId}/converse`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({
        messages: [{ role: 'user', content: [{ text: `my key is ${token}` }] }],
      }),
    })
    const { text } = await admin(server, 'GET', '/journal')
    expect(text).toContain('my key is ')
    expect(text).not.toContain('ordinary')
    expect(server.journal.list({ session: 'default' })).toHaveLength(1)
  })
})

describe('reset', () => {
  const fixture = { answers: [{ text: 'one' }, { text: 'two' }] }

  async function filled(server: Server, ...names: string[]) {
    for (const name of names) {
      await admin(server, 'POST', `/fixtures?session=${name}`, fixture)
      await server.client(keys(name)).send(new ConverseCommand(question))
    }
  }

  test('resets one session and leaves the others', async () => {
    await using server = await startServer({ mode: 'replay' })
    await filled(server, 'a', 'b')
    expect(await admin(server, 'POST', '/reset', { session: 'a' })).toMatchObject({ status: 204 })
    expect([server.journal.count('a'), server.journal.count('b')]).toEqual([0, 1])
    await expect(server.client(keys('a')).send(new ConverseCommand(question))).rejects.toThrow(
      'No fixture matches',
    )
    const { output } = await server.client(keys('b')).send(new ConverseCommand(question))
    expect(output?.message?.content).toEqual([{ text: 'two' }])
  })

  test.each([[undefined], [{}]])('resets all of them if none is named: %j', async (body) => {
    await using server = await startServer({ mode: 'replay' })
    await filled(server, 'a', 'b')
    await admin(server, 'POST', '/fixtures', fixture)
    await admin(server, 'POST', '/reset', body)
    expect(server.journal.list()).toEqual([])
    for (const name of ['a', 'b', 'c'])
      await expect(server.client(keys(name)).send(new ConverseCommand(question))).rejects.toThrow(
        'No fixture matches',
      )
  })
})

test('sessions are listed with their contents, and removed on request', async () => {
  await using server = await startServer()
  await server.client(keys('mine')).send(new ConverseCommand(question))
  await admin(server, 'POST', '/fixtures?session=mine', { answer: { text: 'x' } })
  expect(await admin(server, 'GET', '/sessions')).toMatchObject({
    body: { sessions: [{ name: 'mine', calls: 1, fixtures: 1 }] },
  })
  expect(await admin(server, 'DELETE', '/sessions/mine')).toMatchObject({ status: 204 })
  expect(await admin(server, 'GET', '/sessions')).toMatchObject({ body: { sessions: [] } })
  expect(server.journal.count('mine')).toBe(0)
})
