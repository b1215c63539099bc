import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listedFixture } from '../../server/admin/shapes.ts'
import { check } from '../../server/shape/check.ts'
import type { Shape } from '../../server/shape/shape.ts'
import { admin } from '../support/admin.ts'
import { collect } from '../support/collect.ts'
import { lite as modelId, userSays } from '../support/questions.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

const asks = (text: string) => ({
  modelId,
  messages: userSays(text),
})
const paris = { name: 'paris', match: { prompt: 'capital' }, answer: { text: 'Paris.' } }

let server: Server
let folder = ''
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'admin-'))
  server = await startServer({ fixtures: [folder] })
})
afterEach(async () => {
  await server[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})
const ask = (text: string) => server.runtime.send(new ConverseCommand(asks(text)))
const as = (shape: Shape, value: unknown) => expect(check(value, shape)).toEqual([])

describe('fixtures', () => {
  test('are added for all sessions, answer, are listed with their calls, changed and removed', async () => {
    const added = await admin(server, 'POST', '/fixtures', paris)
    expect(added).toMatchObject({
      status: 201,
      body: { name: 'paris', match: 'prompt contains "capital"', fixture: paris },
    })
    expect((await ask('the capital?')).output?.message?.content).toEqual([{ text: 'Paris.' }])
    const list = await admin(server, 'GET', '/fixtures')
    as({ kind: 'list', of: listedFixture }, list.body)
    expect(list.body).toMatchObject([{ name: 'paris', calls: 1 }])
    expect(
      await admin(server, 'PUT', '/fixtures/paris', { ...paris, answer: { text: 'Rome.' } }),
    ).toMatchObject({ status: 200 })
    expect((await ask('the capital?')).output?.message?.content).toEqual([{ text: 'Rome.' }])
    expect(await admin(server, 'GET', '/fixtures/paris')).toMatchObject({
      body: { fixture: { answer: { text: 'Rome.' } } },
    })
    expect(await admin(server, 'DELETE', '/fixtures/paris')).toMatchObject({ status: 204 })
    expect(await admin(server, 'GET', '/fixtures')).toMatchObject({ body: [] })
    expect(await admin(server, 'DELETE', '/fixtures/paris')).toMatchObject({
      status: 404,
      type: 'application/problem+json',
    })
  })

  test('those that never answered can be listed', async () => {
    await admin(server, 'POST', '/fixtures', paris)
    await admin(server, 'POST', '/fixtures', { ...paris, name: 'rome', match: { prompt: 'rome' } })
    await ask('the capital?')
    expect(await admin(server, 'GET', '/fixtures?unused=true')).toMatchObject({
      body: [{ name: 'rome' }],
    })
  })

  test('are added for one session by query or header', async () => {
    await admin(server, 'POST', '/fixtures?session=someone', paris)
    await admin(server, 'POST', '/fixtures', paris, { 'x-bedrock-local-session': 'someone-else' })
    expect((await ask('the capital?')).output?.message?.content).not.toEqual([{ text: 'Paris.' }])
    for (const accessKeyId of ['someone', 'someone-else']) {
      const client = server.client({ credentials: { accessKeyId, secretAccessKey: 'x' } })
      const { output } = await client.send(new ConverseCommand(asks('the capital?')))
      expect(output?.message?.content).toEqual([{ text: 'Paris.' }])
    }
  })

  test('are shown without secrets, including their names and the description of their match', async () => {
    const key = 'AKIA2E0A8F3B244C9986'
    const prompt = `${'what does the key '.repeat(3)} ${key} open?`
    const fixture = { name: `of ${key}`, match: { prompt }, answer: { text: key } }
    const added = await admin(server, 'POST', '/fixtures', fixture)
    const all = await admin(server, 'GET', '/fixtures')
    const one = await admin(server, 'GET', `/fixtures/${encodeURIComponent(fixture.name)}`)
    await ask(prompt)
    const called = await admin(server, 'GET', '/journal')
    for (const { text } of [added, all, one, called]) {
      expect(text).toContain('of [access key id]')
      expect(text).not.toMatch(/AKIA|2E0A8F/)
    }
  })

  test('an invalid change keeps the old fixture', async () => {
    await admin(server, 'POST', '/fixtures', paris)
    const wrong = await admin(server, 'PUT', '/fixtures/paris', {
      answer: { text: 'x', image: 'y.png' },
    })
    expect(wrong).toMatchObject({ status: 400, type: 'application/problem+json' })
    expect((await ask('the capital?')).output?.message?.content).toEqual([{ text: 'Paris.' }])
  })

  test('names may contain anything if they are encoded', async () => {
    const name = 'a b/ü?#.yaml'
    await admin(server, 'POST', '/fixtures', { ...paris, name })
    expect(await admin(server, 'GET', `/fixtures/${encodeURIComponent(name)}`)).toMatchObject({
      body: { name },
    })
    expect(await admin(server, 'DELETE', `/fixtures/${encodeURIComponent(name)}`)).toMatchObject({
      status: 204,
    })
  })

  test('a fixture from a file is changed in its file', async () => {
    await ask('hello')
    const [one] = server.journal.list()
    const [saved] = server.journal.save([one?.id ?? ''], folder)
    expect(await admin(server, 'POST', '/fixtures/reload')).toMatchObject({
      status: 200,
      body: { fixtures: 1, problems: [] },
    })
    const path = `/fixtures/${encodeURIComponent(saved?.name ?? '')}`
    expect(await admin(server, 'GET', path)).toMatchObject({
      body: { kind: 'rule', fixture: { match: { prompt: { equals: 'hello' } } } },
    })
    expect(await admin(server, 'DELETE', path)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('remove it there') },
    })
    expect(existsSync(saved?.file ?? '')).toBe(true)
  })

  test('a fixture that a stream is playing can be removed: the stream continues', async () => {
    const answer = {
      text: 'one two three four five six',
      stream: { firstByteMs: 100, tokensPerSecond: 100 },
    }
    await admin(server, 'POST', '/fixtures', { name: 'slow', answer })
    const { stream } = await server.runtime.send(new ConverseStreamCommand(asks('hi')))
    expect(await admin(server, 'DELETE', '/fixtures/slow')).toMatchObject({ status: 204 })
    const text = (await collect(stream))
      .map((event) => event.contentBlockDelta?.delta?.text ?? '')
      .join('')
    expect(text).toBe(answer.text)
  })
})

describe('near misses', () => {
  test('are listed for a given request', async () => {
    await admin(server, 'POST', '/fixtures', paris)
    const question = (text: string) => ({
      operation: 'Converse',
      modelId,
      body: { messages: [{ role: 'user', content: [{ text }] }] },
    })
    expect(await admin(server, 'POST', '/near-misses', question('the capitol'))).toMatchObject({
      status: 200,
      body: {
        misses: [
          {
            fixture: 'paris',
            reasons: [expect.stringContaining('prompt does not contain "capital"')],
          },
        ],
      },
    })
    expect(await admin(server, 'POST', '/near-misses', question('the capital'))).toMatchObject({
      body: { match: 'paris' },
    })
    expect(server.journal.list()).toEqual([])
    expect(server.store.list(server.sessions.shared)).toMatchObject([{ calls: 0 }])
  })

  test('an unknown operation is an invalid request', async () => {
    expect(await admin(server, 'POST', '/near-misses', { operation: 'Convers' })).toMatchObject({
      status: 400,
    })
  })
})
