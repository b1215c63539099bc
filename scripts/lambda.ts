import { EventEmitter, once } from 'node:events'
import { existsSync, readFileSync, watch } from 'node:fs'
import { join, resolve } from 'node:path'
import { command } from '../server/commands/command.ts'
import { PRELUDE_TYPE, PreludeReader } from '../server/lambda/function-url.ts'
import type { Runner } from '../server/lambda/runner.ts'
import { runScript } from './run-script.ts'
import { metricsTable } from './metrics-table.ts'
import { bundledFunctions, localRunner, say, variablesFor } from './local-functions.ts'
import type { MetricSample } from '../server/lambda/embedded-metrics.ts'
import type { LambdaFunction } from '../server/lambda/messages.ts'
import { messageOf } from '../server/text/error-message.ts'

// npm run lambda -- <name> [--event file-or-json] [--watch]

const sources = resolve(import.meta.dirname, '..', 'lambdas')
const MAX_BYTES = 6 * 1024 * 1024

// Streamed text may end without a line break; the log begins on a line of its own.
let inLine = false
// The metrics that the call wrote to its log.
let samples: MetricSample[] = []

await runScript(
  command({
    name: 'npm run lambda',
    summary: 'run a function of lambdas/; without a name, list them',
    args: '[name]',
    flags: [
      { name: 'event', kind: 'text', help: 'JSON, a file, or a name in lambdas/<name>/events/' },
      { name: 'watch', kind: 'flag', default: false, help: 'run again when a file changes' },
    ],
    examples: ['npm run lambda -- converse-basic', 'npm run lambda -- live-stream --watch'],
    load: () => Promise.resolve(main),
  }),
  2,
)

interface Flags {
  event: string | undefined
  watch: boolean
}

async function main(flags: Flags, [name]: readonly string[]): Promise<number> {
  const functions = bundledFunctions()
  if (name === undefined) {
    list(functions)
    return 0
  }
  const fn = functions.find((one) => one.name === name)
  if (fn === undefined) {
    throw new Error(
      `There is no function "${name}". There are: ${functions.map((one) => one.name).join(', ')}`,
    )
  }
  const event = eventSource(name, flags.event)
  // An invalid event is reported before anything starts.
  event.read()
  const { runner, stop } = await localRunner({
    onLog(_fn, text) {
      endLine()
      process.stderr.write(grey(text))
    },
    onMetric: (_fn, sample) => samples.push(sample),
  })
  if (!flags.watch) {
    const isFine = await run(runner, fn, event.read())
    stop()
    return isFine ? 0 : 1
  }
  process.once('SIGINT', () => {
    stop()
    process.exit(0)
  })
  return runAgain(runner, name, event)
}

function list(functions: LambdaFunction[]): void {
  for (const { name, description, timeoutSec, variables } of functions) {
    console.log(`${name.padEnd(16)} ${description}`)
    console.log(
      grey(`${''.padEnd(17)}${variables['MODEL_ID'] ?? 'no model'}, at most ${timeoutSec} s`),
    )
  }
  console.log('\nRun one: npm run lambda -- <name> [--event file-or-json] [--watch]')
}

function endLine(): void {
  if (inLine) process.stdout.write('\n')
  inLine = false
}

/** Runs a function and shows what it does; false when it failed. */
async function run(runner: Runner, fn: LambdaFunction, event: string): Promise<boolean> {
  const reader = new PreludeReader()
  samples = []
  const result = await runner.invoke(fn, {
    event,
    variables: variablesFor(fn),
    onChunk(bytes, contentType) {
      const text = contentType === PRELUDE_TYPE ? reader.read(bytes) : bytes
      if (text === undefined || text.length === 0) return
      process.stdout.write(text)
      inLine = !text.toString().endsWith('\n')
    },
  })
  endLine()
  const text = result.payload.toString()
  if (text !== '') console.log(JSON.stringify(JSON.parse(text), undefined, 2))
  if (samples.length > 0) say(metricsTable(samples))
  return result.error === undefined
}

/** Once now, and again whenever the sources or the event change. */
async function runAgain(runner: Runner, name: string, event: EventSource): Promise<never> {
  const changes = new EventEmitter()
  for (const path of [sources, ...(event.file === undefined ? [] : [event.file])]) {
    watch(path, { recursive: path === sources }, () => changes.emit('change'))
  }
  for (;;) {
    const next = once(changes, 'change')
    try {
      const fn = bundledFunctions().find((one) => one.name === name)
      if (fn === undefined) throw new Error(`The function "${name}" is gone`)
      await run(runner, fn, event.read())
    } catch (error) {
      say(messageOf(error))
    }
    say('Waiting for a change (Ctrl-C ends)')
    await next
    // Editors write a file in several steps.
    await new Promise((done) => setTimeout(done, 100))
  }
}

interface EventSource {
  file?: string
  read(): string
}

/** JSON, a file, or the name of one of the function's own events; without any, its default event. */
function eventSource(name: string, given: string | undefined): EventSource {
  if (given !== undefined && /^\s*[[{"]/.test(given))
    return { read: () => checked(given, '--event') }
  const own = join(sources, name, 'events')
  const named = given ?? 'default'
  const file = [named, join(own, named), join(own, `${named}.json`)].find(
    (path) => path.includes('.') && existsSync(path),
  )
  if (file === undefined && given === undefined) return { read: () => '{}' }
  if (file === undefined) throw new Error(`--event takes JSON or a file; "${given}" is neither`)
  return { file, read: () => checked(readFileSync(file, 'utf8'), file) }
}

function checked(text: string, place: string): string {
  if (Buffer.byteLength(text) > MAX_BYTES)
    throw new Error(`${place}: Lambda takes events of up to 6 MB`)
  try {
    JSON.parse(text)
    return text
  } catch (error) {
    throw new Error(`${place} is not valid JSON: ${(error as Error).message}`, { cause: error })
  }
}

function grey(text: string): string {
  return process.stderr.isTTY ? `\u001B[90m${text}\u001B[39m` : text
}
