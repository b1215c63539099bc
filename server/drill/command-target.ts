import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { ConfigError } from '../settings/config.ts'
import { endsWithUs, isWindows, stopGroup } from './process-group.ts'
import type { DrillTarget } from './target.ts'
import type { RunEnd } from './types.ts'

const MAX_OUTPUT = 256 * 1024

// They would take precedence over the variables of the server.
const REAL_CREDENTIALS = [
  'AWS_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_BEARER_TOKEN_BEDROCK',
  'AWS_ENDPOINT_URL',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
]

/** A command, run as a process with the variables of this shell. It is stopped with all of its child processes. */
export function commandTarget([program = '', ...args]: readonly string[]): DrillTarget {
  const text = [program, ...args].join(' ')
  return {
    text,
    run: (env, timeoutMs) =>
      new Promise<RunEnd>((done, fail) => {
        const startedAt = performance.now()
        const child = start(program, args, env)
        const read = keepEnd(child)
        let timedOut = false
        const timer = setTimeout(() => {
          timedOut = true
          stopGroup(child)
        }, timeoutMs)
        const release = endsWithUs(child)
        const ended = () => {
          clearTimeout(timer)
          release()
        }
        child.once('error', (error: NodeJS.ErrnoException) => {
          ended()
          fail(new ConfigError(`cannot start ${program}: ${reasonOf(error)}`))
        })
        child.once('close', (code) => {
          ended()
          const ms = performance.now() - startedAt
          done({ exitCode: timedOut ? null : (code ?? 1), timedOut, ms, output: read() })
        })
      }),
  }
}

function start(program: string, args: readonly string[], env: Readonly<Record<string, string>>) {
  const own = Object.entries(process.env).filter(([name]) => !REAL_CREDENTIALS.includes(name))
  return spawn(program, args, {
    env: { ...Object.fromEntries(own), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A separate process group, so that its children are stopped with it. npm is a script on Windows.
    detached: !isWindows,
    shell: isWindows,
  })
}

/** The end of a process's output, standard output and error together. */
function keepEnd({ stdout, stderr }: ChildProcess): () => string {
  let kept = Buffer.alloc(0)
  for (const stream of [stdout, stderr]) {
    stream?.on('data', (data: Buffer) => {
      kept = Buffer.concat([kept, data])
      if (kept.length > 2 * MAX_OUTPUT) kept = kept.subarray(-MAX_OUTPUT)
    })
  }
  return () => kept.subarray(-MAX_OUTPUT).toString()
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'there is no such program'
  return code === 'EACCES' ? 'it is not executable' : message
}
