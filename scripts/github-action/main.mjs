// Starts bedrock-local, waits until it answers, and exports the variables that point AWS's SDKs at it.
import { spawn } from 'node:child_process'
import { openSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { annotate, input, put } from './runner.mjs'

const START_MS = 60_000
const log = join(process.env.RUNNER_TEMP ?? tmpdir(), `bedrock-local-${process.pid}.log`)

try {
  const { child, url } = await start()
  put('GITHUB_STATE', 'pid', child.pid)
  put('GITHUB_STATE', 'url', url)
  put('GITHUB_OUTPUT', 'url', url)
  for (const [name, value] of Object.entries(await variables(url))) put('GITHUB_ENV', name, value)
  child.unref()
  process.stdout.write(`bedrock-local answers at ${url} (${input('mode')} mode); log: ${log}\n`)
} catch (error) {
  annotate('error', 'bedrock-local did not start', error.message)
  process.exitCode = 1
}

async function start() {
  const options = ['--mode', input('mode'), '--fixtures', input('fixtures')]
  const own = ['--port', input('port'), '--no-pretty', '--log-level', 'info']
  const command = [input('command'), ...[...options, ...own].map(quoted), input('options')]
  const output = openSync(log, 'w')
  const child = spawn(command.join(' '), {
    cwd: resolve(input('working-directory')),
    detached: true,
    shell: true,
    stdio: ['ignore', output, output],
  })
  let ended = false
  child.once('exit', () => (ended = true))
  for (const until = Date.now() + START_MS; Date.now() < until; await setTimeout(100)) {
    const lines = readFileSync(log, 'utf8').split('\n')
    const url = lines.map(parsed).find((line) => line?.url !== undefined)?.url
    if (url !== undefined) return { child, url }
    if (ended) throw new Error(lines.join('\n').trim() || 'it ended without any output')
  }
  throw new Error(`it did not listen within ${START_MS / 1000} seconds; see ${log}`)
}

/** Calls that are forwarded need the job's own credentials, so these are not replaced. */
async function variables(url) {
  const query = new URLSearchParams({ format: 'dotenv', url })
  const response = await fetch(`${url}/_admin/env?${query}`)
  const { lines } = await response.json()
  const all = lines
    .split('\n')
    .filter(Boolean)
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])
  const forwards = ['record', 'proxy'].includes(input('mode'))
  return Object.fromEntries(all.filter(([name]) => !(forwards && name.includes('KEY'))))
}

function quoted(word) {
  return /^[\w./:,=+-]+$/.test(word) ? word : JSON.stringify(word)
}

function parsed(line) {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
