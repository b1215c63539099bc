import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findHaproxy } from '../haproxy.ts'
import { findRedis } from '../redis.ts'

const CLI = fileURLToPath(new URL('../../dist/server/cli.js', import.meta.url))
const HAPROXY = fileURLToPath(new URL('../deploy/haproxy.cfg', import.meta.url))
const PATIENCE_MS = 30_000

export interface Paths {
  folder: string
  fixtures: string
  config: string
}

const urlOf = (port: number) => `http://127.0.0.1:${port}`

export async function startServer(
  { fixtures, config }: Paths,
  port: number,
  more: readonly string[] = [],
): Promise<ChildProcess> {
  const rest = ['--mode', 'replay', '--lambdas', 'none', '--log-level', 'warn', '--config', config]
  const args = [CLI, '--port', String(port), '--fixtures', fixtures, ...rest, ...more]
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  // Calls that failed during an outage are counted, not logged.
  createInterface(server.stdout).on('line', (line) => {
    if (!line.includes('"msg":"call"')) console.log(line)
  })
  await isUp(`${urlOf(port)}/_admin/ready`, server)
  return server
}

export async function startRedis({ folder }: Paths, port: number): Promise<ChildProcess> {
  const program = findRedis()
  if (program === undefined) throw new Error('there is no Redis 7: npx tsx scripts/redis.ts')
  const kept = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', '', '--dir', folder]
  const redis = spawn(program, ['--port', String(port), ...kept])
  for await (const text of redis.stdout) if (String(text).includes('Ready to accept')) break
  redis.stdout.resume()
  return redis
}

export async function startBalancer(
  { folder }: Paths,
  port: number,
  [a, b]: readonly [number, number],
): Promise<ChildProcess> {
  const program = findHaproxy()
  if (program === undefined) throw new Error('there is no HAProxy: npx tsx scripts/haproxy.ts')
  const balancer = spawn(program, ['-db', '-f', HAPROXY], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      BALANCER_BIND: `127.0.0.1:${port}`,
      BALANCER_SOCKET: join(folder, 'balancer.sock'),
      SERVER_A: `127.0.0.1:${a}`,
      SERVER_B: `127.0.0.1:${b}`,
    },
  })
  await isUp(`${urlOf(port)}/_admin/health`, balancer)
  return balancer
}

async function isUp(url: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + PATIENCE_MS
  const answers = () =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false,
    )
  while (!(await answers())) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`${url} does not answer`)
    await wait(50)
  }
}

export async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill(signal)
  await once(child, 'exit')
}
