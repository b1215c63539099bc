// Ten thousand calls from 50 clients on 10 sequences over 3 servers that share a Redis, with a server killed and Redis
// restarted in the middle: each answer of a sequence is given at most once, and what was lost is said.
// npx tsx scripts/shared-load.ts [--calm]: without the trouble, when everything must be exact.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findRedis } from './redis.ts'

const CALLS = 10_000
const CLIENTS = 50
const SEQUENCES = 10
const FAULTS = 5
const REDIS_PORT = 6_391
const PORTS = [4_591, 4_592, 4_593]
const MODEL = 'amazon.nova-micro-v1:0'
const calm = process.argv.includes('--calm')
const CLI = fileURLToPath(new URL('../dist/server/cli.js', import.meta.url))

const folder = mkdtempSync(join(tmpdir(), 'bedrock-local-shared-'))
const fixtures = join(folder, 'fixtures')
mkdirSync(fixtures)
for (let nth = 0; nth < SEQUENCES; nth++) {
  const answers = Array.from({ length: CALLS / SEQUENCES }, (_, at) => ({ text: `${nth}.${at}` }))
  const fixture = { match: { prompt: { equals: `sequence ${nth}` } }, answers }
  writeFileSync(join(fixtures, `${nth}.json`), JSON.stringify(fixture))
}
const faults = Array.from({ length: FAULTS }, (_, nth) => ({
  match: { prompt: { equals: `sequence ${nth}` } },
  error: 'ModelTimeoutException',
  times: 3,
}))
writeFileSync(join(folder, 'config.json'), JSON.stringify({ faults, journalSize: 20_000 }))

const startRedis = async (): Promise<ChildProcess> => {
  const options = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', '', '--dir', folder]
  const redis = spawn(findRedis() ?? 'redis-server', ['--port', String(REDIS_PORT), ...options])
  for await (const text of redis.stdout) if (String(text).includes('Ready to accept')) break
  redis.stdout.resume()
  return redis
}
const startServer = async (port: number): Promise<ChildProcess> => {
  const state = ['--state', `redis://127.0.0.1:${REDIS_PORT}`]
  const rest = ['--mode', 'replay', '--lambdas', 'none', '--config', join(folder, 'config.json')]
  const args = [CLI, '--port', String(port), '--fixtures', fixtures, ...state, ...rest]
  const server = spawn(process.execPath, [...args, '--log-level', 'warn'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  server.stdout.on('data', (text: Buffer) => process.stdout.write(text))
  const isReady = () =>
    fetch(`http://127.0.0.1:${port}/_admin/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
  while (!(await isReady())) {
    if (server.exitCode !== null) throw new Error(`the server on port ${port} has ended`)
    await wait(50)
  }
  return server
}

let redis = await startRedis()
const servers = await Promise.all(PORTS.map(startServer))
const seen = new Map<string, number>()
const statuses = new Map<string, number>()
let sent = 0

async function call(at: number): Promise<void> {
  const port = PORTS[at % PORTS.length] ?? 0
  const prompt = `sequence ${at % SEQUENCES}`
  const body = JSON.stringify({ messages: [{ role: 'user', content: [{ text: prompt }] }] })
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/model/${MODEL}/converse`, {
      method: 'POST',
      body,
    })
    const read = (await answer.json()) as { output?: { message: { content: { text: string }[] } } }
    const text = read.output?.message.content[0]?.text
    if (text !== undefined) seen.set(text, (seen.get(text) ?? 0) + 1)
    count(String(answer.status))
  } catch {
    count('broken')
  }
}

const count = (what: string) => statuses.set(what, (statuses.get(what) ?? 0) + 1)

async function client(): Promise<void> {
  while (sent < CALLS) {
    const at = sent++
    if (!calm && at === 3_000) servers[2]?.kill('SIGKILL')
    if (!calm && at === 6_000) {
      redis.kill('SIGKILL')
      redis = await startRedis()
    }
    await call(at)
  }
}

const startedAt = performance.now()
await Promise.all(Array.from({ length: CLIENTS }, client))
const seconds = (performance.now() - startedAt) / 1_000
const verify = await fetch(`http://127.0.0.1:${PORTS[0]}/_admin/journal/verify`, {
  method: 'POST',
  body: JSON.stringify({ times: CALLS }),
})
const verified = (await verify.json()) as { ok?: boolean; count?: number; detail?: string }
const twice = [...seen].filter(([, times]) => times > 1)
console.log(`${CALLS} calls in ${seconds.toFixed(1)} s:`, Object.fromEntries(statuses))
console.log(`${seen.size} answers, ${twice.length} of them twice`)
console.log(`verify: ${verify.status}`, verified.ok, verified.count ?? verified.detail)
for (const server of servers) server.kill()
redis.kill()
rmSync(folder, { recursive: true, force: true })
const struck = statuses.get('408') ?? 0
const isRight = twice.length === 0 && (!calm || (struck === 3 * FAULTS && verified.ok === true))
process.exitCode = isRight ? 0 : 1
