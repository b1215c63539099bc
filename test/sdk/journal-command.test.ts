import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { listenerAt } from '../../server/commands/admin-client.ts'
import { version } from '../../server/package.ts'
import { runCommand } from '../support/command.ts'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { startServer } from '../support/server.ts'

/** The output of a command, and its exit code. */
async function printed(
  args: readonly string[],
  port: number,
  more: object = {},
  ran = { out: '', err: '' },
) {
  const keep = (name: 'out' | 'err') => (text: unknown) => {
    ran[name] += String(text)
    return true
  }
  vi.spyOn(process.stdout, 'write').mockImplementation(keep('out'))
  vi.spyOn(process.stderr, 'write').mockImplementation(keep('err'))
  try {
    return { ...ran, code: await runCommand(args, { port, ...more }), ...ran }
  } finally {
    vi.restoreAllMocks()
  }
}

const FRANCE = 'name: France\nmatch: { prompt: capital of France }\nanswer: { text: Paris }\n'
const body = (text: string) => JSON.stringify({ messages: [{ role: 'user', content: [{ text }] }] })

test('journal lists, shows, replays, saves and follows calls', async () => {
  using folder = fixtureFolder({ 'a.yaml': FRANCE })
  await using server = await startServer({ mode: 'replay', fixtures: [folder.path] })
  const { port } = server
  const journal = (...args: string[]) => printed(['journal', ...args], port)
  const ask = (text: string) =>
    fetch(`${server.url}/model/amazon.nova-micro-v1:0/converse`, {
      method: 'POST',
      body: body(text),
    })
  expect((await journal()).out).toBe('No calls yet.\n')
  await ask('The capital of France?')
  await ask('The capital of Spain?')
  expect((await journal()).out.match(/^[\da-f]{8} [\d:]{8} Converse amazon/gm)).toHaveLength(2)
  expect((await journal('--limit', '1')).out).not.toContain('France 5')
  const missed = await journal('--missed')
  expect(missed.out).toMatch(/^[\da-f]{8} .* 404 miss .*\n.*The closest is "France"/)
  const id = missed.out.slice(0, 8)
  const shown = await journal('show', id)
  expect(shown.out).toMatch(
    /\n {2}"France" does not match:\n {2}- prompt does not .*\n\nRequest\n\{\n[^]*"text": "The capital of Spain\?"[^]*\nResponse\n\{/,
  )
  expect(JSON.parse((await journal('show', 'last', '--json')).out)).toMatchObject({ status: 404 })
  expect((await journal('replay', id)).code).toBe(1)
  const again = await journal('replay', server.journal.list()[0]?.id ?? '')
  expect(again.code).toBe(0)
  expect(again.out).toContain('"text": "Paris"')
  expect(server.journal.list()).toHaveLength(4)
  expect((await journal('save')).out).toMatch(/saved.*\.yaml\n$/)
  await expect(journal('save', id)).rejects.toThrow('cannot be saved: no fixture matched it')

  const seen = { out: '', err: '' }
  const following = printed(['journal', '--follow', '--limit', '1'], port, {}, seen)
  const before = server.journal.list().length
  await vi.waitFor(async () => {
    await ask('The capital of France?')
    expect(seen.out.match(/ 200 fixture /g)?.length).toBeGreaterThan(2)
  }, 60_000)
  expect(server.journal.list().length).toBeGreaterThan(before + 1)
  await server.close()
  expect((await following).code).toBe(0)
})

describe('reports errors in one sentence', () => {
  test('without a server, or with a wrong id or token', async () => {
    const journal = (port: number, ...args: string[]) => printed(['journal', ...args], port)
    await expect(journal(1)).rejects.toThrow('No bedrock-local server at http://127.0.0.1:1: ')
    await using server = await startServer({ adminToken: 'secret' })
    await expect(journal(server.port)).rejects.toThrow('Give its token with --admin-token.')
    const own = (...args: string[]) =>
      printed(['journal', ...args], server.port, { adminToken: 'secret' })
    await expect(own('show')).rejects.toThrow('The journal is empty.')
    await expect(own('show', 'zzz')).rejects.toThrow('The journal has no exchange zzz.')
    await expect(own('shwo')).rejects.toThrow(
      'unknown command journal shwo; did you mean show? (show, save, replay)',
    )
  })
})

test('identifies what listens on a port by its answers', async () => {
  await using server = await startServer()
  const at = (port: number) => listenerAt({ host: '127.0.0.1', port, adminToken: undefined }, 300)
  expect(await at(server.port)).toMatchObject({ kind: 'bedrock-local', version, mode: 'mock' })
  const mute = createServer().listen(0, '127.0.0.1')
  await new Promise((listening) => mute.once('listening', listening))
  expect(await at((mute.address() as AddressInfo).port)).toEqual({ kind: 'something else' })
  mute.close()
  expect(await at(1)).toMatchObject({ kind: 'nothing' })
})

describe('models', () => {
  test('lists those of the region, with their inputs and outputs', async () => {
    const { code, out } = await printed(['models', '--search', 'nova MICRO'], 1)
    expect(code).toBe(0)
    expect(out).toMatch(
      /^id +name +takes → gives +notes\namazon\.nova-micro-v1:0 +Nova Micro +text → text$/m,
    )
    const json = await printed(['models', '--search', 'nova-premier', '--json'], 1)
    expect(JSON.parse(json.out)).toMatchObject([{ profiles: ['us.amazon.nova-premier-v1:0'] }])
  })

  test('suggests the closest id for a typo', async () => {
    const { code, err } = await printed(['models', '--search', 'amazon.nova-mirco-v1:0'], 1)
    expect([code, err]).toEqual([
      1,
      'No model in us-east-1 matches "amazon.nova-mirco-v1:0"; did you mean amazon.nova-micro-v1:0?\n',
    ])
  })
})

test('doctor inspects the running server', async () => {
  await using server = await startServer({ mode: 'mock' })
  const { out } = await printed(['doctor'], server.port)
  expect(out).toContain(`bedrock-local ${version} at ${server.url}, mock mode, 0 fixtures`)
  expect(out).toMatch(/^ok {4}\s+call {8}a Converse call is answered by: invented$/m)
  // The test call is not left behind.
  expect(server.journal.list()).toEqual([])
  expect(server.sessions.list()).toEqual([])
})
