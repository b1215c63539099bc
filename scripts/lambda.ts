import { EventEmitter, once } from 'node:events'
import { existsSync, watch } from 'node:fs'
import { join, resolve } from 'node:path'
import { command } from '../server/commands/command.ts'
import { eventSource } from '../server/commands/run/event-source.ts'
import type { EventSource } from '../server/commands/run/event-source.ts'
import { shellVariables } from '../server/commands/run/shell-variables.ts'
import { createShow } from '../server/commands/run/show-call.ts'
import type { Runner } from '../server/lambda/runner.ts'
import { runScript } from './run-script.ts'
import { metricsTable } from './metrics-table.ts'
import { bundledFunctions, localRunner, say } from './local-functions.ts'
import type { MetricSample } from '../server/lambda/embedded-metrics.ts'
import type { LambdaFunction } from '../server/lambda/messages.ts'
import { paintFor } from '../server/text/colours.ts'
import { messageOf } from '../server/text/error-message.ts'

// npm run lambda -- <name> [--event file-or-json] [--watch]

const sources = resolve(import.meta.dirname, '..', 'lambdas')

// The metrics that the call wrote to its log.
let samples: MetricSample[] = []
const show = createShow()

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
  const event = eventOf(name, flags.event)
  // An invalid event is reported before anything starts.
  event.read()
  const { runner, stop } = await localRunner({
    onLog: show.onLog,
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
      paintFor(process.stdout)(
        'grey',
        `${''.padEnd(17)}${variables['MODEL_ID'] ?? 'no model'}, at most ${timeoutSec} s`,
      ),
    )
  }
  console.log('\nRun one: npm run lambda -- <name> [--event file-or-json] [--watch]')
}

/** Runs a function and shows what it does; false when it failed. */
async function run(runner: Runner, fn: LambdaFunction, event: string): Promise<boolean> {
  samples = []
  const variables = shellVariables(process.env, Object.keys(fn.variables))
  const error = await show.call(runner, fn, event, variables)
  if (samples.length > 0) say(metricsTable(samples))
  return error === undefined
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
    say('Waiting for changes (press Ctrl-C to stop)')
    await next
    // Editors write a file in several steps.
    await new Promise((done) => setTimeout(done, 100))
  }
}

/** JSON, a file, or the name of one of the function's own events; without any, its default event. */
function eventOf(name: string, given: string | undefined): EventSource {
  const own = join(sources, name, 'events')
  const find = (named: string) =>
    [named, join(own, named), join(own, `${named}.json`)].find(
      (path) => path.includes('.') && existsSync(path),
    )
  return eventSource(given ?? find('default'), find)
}
