import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Sent } from './request.ts'

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const CLI = here('../../dist/server/cli.js')

/** One core for the server and another for the load, if the system supports it. */
const pinned = spawnSync('taskset', ['-c', '0,1', 'true']).status === 0

function run(
  core: 0 | 1,
  args: readonly string[],
  {
    out = 'pipe',
    env = {},
    tool = process.execPath,
  }: { out?: 'pipe' | 'ignore'; env?: NodeJS.ProcessEnv; tool?: string } = {},
): ChildProcess {
  const [command, ...rest] = pinned
    ? ['taskset', '-c', String(core), tool, ...args]
    : [tool, ...args]
  return spawn(command ?? '', rest, {
    stdio: ['ignore', out, 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', ...env },
  })
}

export interface Measured {
  port: number
  startMs: number
  pid: number
  /** Resident memory now, in MB. */
  memory(): number
  /** CPU time since the start, of all threads and workers, in milliseconds. */
  cpuMs(): number
  stop(): Promise<void>
}

function measured(child: ChildProcess, port: number, startMs: number): Measured {
  const pid = child.pid ?? 0
  return {
    port,
    startMs,
    pid,
    memory: () => memoryOf(pid),
    cpuMs: () => [pid, ...childrenOf(pid)].reduce((sum, one) => sum + cpuMsOf(one), 0),
    async stop() {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}

function memoryOf(pid: number): number {
  try {
    return (
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
    )
  } catch {
    return Number.NaN
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean)
      .map(Number)
  } catch {
    return []
  }
}

const MS_PER_TICK = 10

export function cpuMsOf(pid: number): number {
  try {
    // After the name, which may hold spaces: the state, ten other fields, then user and system time.
    const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
    const [user, system] = fields.split(' ').slice(11, 13).map(Number)
    return ((user ?? 0) + (system ?? 0)) * MS_PER_TICK
  } catch {
    return Number.NaN
  }
}

const HEALTH: Sent = { method: 'GET', path: '/_admin/health', body: '' }

/** bedrock-local as users start it; `startMs` is the time to its first answer. */
export async function startOurs(
  args: readonly string[],
  { env = {}, first = HEALTH }: { env?: NodeJS.ProcessEnv; first?: Sent } = {},
): Promise<Measured> {
  const port = await freePort()
  const startedAt = performance.now()
  const child = run(0, [CLI, '--port', String(port), '--no-pretty', ...args], {
    out: 'ignore',
    env,
  })
  await listens(port, child, first)
  return measured(child, port, performance.now() - startedAt)
}

/** Waits until a process answers. */
export async function listens(port: number, child: ChildProcess, first = HEALTH): Promise<void> {
  while (!(await answers(port, first))) {
    if (child.exitCode !== null)
      throw new Error(`it ended with ${child.exitCode}: ${child.spawnargs.join(' ')}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

/** `elsewhere`: on the core of the load, because a real service runs on another machine. */
export async function startReference(
  kind: string,
  bodyFile: string,
  { delayMs = 0, elsewhere = false }: { delayMs?: number; elsewhere?: boolean } = {},
): Promise<Measured> {
  const startedAt = performance.now()
  const args = ['--import', 'tsx', here('reference.ts'), kind, bodyFile, String(delayMs)]
  const child = run(elsewhere ? 1 : 0, args)
  const { port } = (await firstLine(child)) as { port: number }
  return measured(child, port, performance.now() - startedAt)
}

/** Runs a script of this folder while the server runs, and returns its output. */
export async function runBeside(
  script: string,
  args: readonly (string | number)[],
): Promise<Record<string, number>> {
  const child = run(1, ['--import', 'tsx', here(script), ...args.map(String)])
  return (await firstLine(child)) as Record<string, number>
}

/** Runs a system program while the server runs, and returns its output. */
export async function runToolBeside(tool: string, args: readonly string[]): Promise<string> {
  let text = ''
  for await (const piece of run(1, args, { tool }).stdout ?? []) text += String(piece)
  return text
}

async function firstLine(child: ChildProcess): Promise<unknown> {
  let text = ''
  for await (const piece of child.stdout ?? []) {
    text += String(piece)
    if (text.includes('\n')) return JSON.parse(text)
  }
  throw new Error(
    `a process of the benchmark ended without any output: ${child.spawnargs.join(' ')}`,
  )
}

export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Whether the request is answered; false if nothing listens. */
function answers(port: number, { method, path, body }: Sent): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, method, path, agent: false })
    request.once('error', () => resolve(false))
    request.once('response', (answer) => {
      answer.resume().once('end', () => {
        if (answer.statusCode === 200) resolve(true)
        else reject(new Error(`the first answer has status ${answer.statusCode}: ${path}`))
      })
    })
    request.end(body)
  })
}
