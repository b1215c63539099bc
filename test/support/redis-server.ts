import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findRedis } from '../../scripts/redis.ts'

const program = findRedis()

/** Adds the reason to the names of skipped tests. */
export const withoutRedis = program === undefined
export const redisNote = withoutRedis ? ' (SKIPPED: npx tsx scripts/redis.ts installs Redis)' : ''

/** A Redis of a test. */
export interface RedisServer {
  url: string
  port: number
  /** Kills it, like a crash. */
  kill(): Promise<void>
  /** Starts it again, with the data that it has kept. */
  start(): Promise<void>
  /** Sends a command as another client. */
  command(...words: readonly string[]): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts Redis on a free port. With `keeps`, it writes each change to disk. */
export async function startRedis(...options: readonly string[]): Promise<RedisServer> {
  const dir = mkdtempSync(join(tmpdir(), 'bedrock-local-redis-'))
  const port = await freePort()
  let running: ChildProcess | undefined
  const kill = async () => {
    if (running === undefined) return
    const ended = once(running, 'exit')
    running.kill('SIGKILL')
    await ended
    running = undefined
  }
  const start = async () => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', '']
    const child = spawn(program ?? '', [...args, ...options], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    running = child
    let ready = false
    for await (const text of child.stdout) {
      ready = String(text).includes('Ready to accept')
      if (ready) break
    }
    if (!ready) throw new Error(`Redis did not start on port ${port}`)
    child.stdout.resume()
  }
  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill,
    start,
    async command(...words) {
      const socket = connect(port, '127.0.0.1')
      socket.write(
        `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`,
      )
      await once(socket, 'data')
      socket.destroy()
    },
    async [Symbol.asyncDispose]() {
      await kill()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/**
 * Below the ports that systems choose themselves: while Redis is down, none of the other tests' sockets may take its
 * port.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000)
    const server = createServer().listen(port, '127.0.0.1')
    const isFree = await Promise.race([
      once(server, 'listening').then(() => true),
      once(server, 'error').then(() => false),
    ]).catch(() => false)
    if (!isFree) continue
    server.close()
    await once(server, 'close')
    return port
  }
}
