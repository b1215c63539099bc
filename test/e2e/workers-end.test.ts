import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, inject, test, vi } from 'vitest'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { isAlive, NOVA, workersOf } from '../support/load-clients.ts'

const command = join(inject('commands'), 'bedrock-local.js')

/** Two workers with HTTPS, their log, and their exit. */
async function start(folder: string) {
  const args = ['--workers', '2', '--tls', '--port', '0', '--lambdas', 'none', '--fixtures', folder]
  const server = spawn(process.execPath, [command, ...args], {
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, USERPROFILE: folder },
  })
  let errors = ''
  server.stderr.on('data', (piece: Buffer) => (errors += String(piece)))
  const ended = once(server, 'exit').then(([code]) => ({ code: code as number | null, errors }))
  const url = await new Promise<string>((resolve) => {
    createInterface(server.stdout).on('line', (text) => {
      const line = JSON.parse(text) as { url?: string }
      if (line.url !== undefined) resolve(line.url)
    })
  })
  return {
    url,
    pid: server.pid ?? 0,
    ended,
    [Symbol.dispose]: () => void server.kill('SIGKILL'),
  }
}

const slow = {
  answer: { text: 'a b c d e f g h', stream: { firstByteMs: 0, tokensPerSecond: 0.1 } },
}

async function openStream(url: string, folder: string): Promise<IncomingMessage> {
  const ca = readFileSync(join(folder, '.bedrock-local', 'tls', 'certificate.pem'))
  const options = { method: 'POST', ca, agent: false }
  const streaming = request(`${url}/model/${NOVA}/converse-stream`, options)
  streaming.end(JSON.stringify({ messages: [{ role: 'user', content: [{ text: 'hello' }] }] }))
  const [answer] = (await once(streaming, 'response')) as [IncomingMessage]
  answer.on('error', () => undefined)
  await once(answer, 'data')
  return answer
}

test('a second signal does not wait for open streams, not even over HTTPS', async () => {
  using files = fixtureFolder({ slow })
  using server = await start(files.path)
  const workers = workersOf(server.pid)
  const answer = await openStream(server.url, files.path)
  const broken = new Promise((resolve) => answer.once('close', resolve))
  process.kill(server.pid, 'SIGTERM')
  // After the first one has closed the port, nobody can connect any more.
  // A connection just before that gets no answer.
  const connect = () => fetch(server.url, { signal: AbortSignal.timeout(500) })
  await vi.waitFor(() => expect(connect()).rejects.toMatchObject(REFUSED), 30_000)
  process.kill(server.pid, 'SIGINT')
  expect(await server.ended).toMatchObject({ code: 1 })
  await broken
  await vi.waitFor(() => expect(workers.filter(isAlive)).toEqual([]), 30_000)
})

const REFUSED = { cause: { code: 'ECONNREFUSED' } }

test('workers that keep exiting end the server with a message', async () => {
  using files = fixtureFolder({})
  using server = await start(files.path)
  const over = new AbortController()
  void server.ended.then(() => over.abort())
  const killed = new Set<number>()
  while (!over.signal.aborted) {
    for (const pid of workersOf(server.pid)) {
      if (killed.has(pid)) continue
      killed.add(pid)
      process.kill(pid, 'SIGKILL')
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const { code, errors } = await server.ended
  expect(code).toBe(1)
  expect(errors).toContain('7 workers have ended within a minute, the last one with SIGKILL.')
})
