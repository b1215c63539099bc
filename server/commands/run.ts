import { EventEmitter, once } from 'node:events'
import { watch } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isPython, NO_PYTHON } from '../lambda/launch.ts'
import { findPython } from '../lambda/python.ts'
import { createRunner } from '../lambda/runner.ts'
import { ConfigError } from '../settings/config.ts'
import type { Config } from '../settings/settings.ts'
import { messageOf } from '../text/error-message.ts'
import { adviceFor } from './run/advice.ts'
import { endpointFor } from './run/endpoint.ts'
import { eventSource } from './run/event-source.ts'
import { functionOfFile, isCode } from './run/function-of-file.ts'
import { createShow } from './run/show-call.ts'
import { shellVariables } from './run/shell-variables.ts'

interface Flags {
  handler: string | undefined
  event: string | undefined
  env: readonly string[]
  watch: boolean
  timeout: number
}

/** Exits with 1 if the function fails. */
export async function run(
  flags: Flags,
  [file = '']: readonly string[],
  config: Config,
): Promise<number> {
  const made = functionOfFile(file, { handler: flags.handler, timeoutSec: flags.timeout })
  const event = eventSource(flags.event)
  const variables = { ...shellVariables(process.env), ...pairs(flags.env) }
  // Invalid input is reported before anything starts.
  event.read()
  if (isPython(made.fn) && findPython() === undefined) throw new ConfigError(NO_PYTHON)
  const endpoint = await endpointFor(config, process.env)
  say(endpoint.says)
  const show = createShow()
  const { region, account } = config
  const runner = createRunner({ region, account, endpoint: () => endpoint.url, onLog: show.onLog })
  const call = async () => {
    await made.prepare()
    const error = await show.call(runner, made.fn, event.read(), variables)
    const advice = error && adviceFor(error, findPythonName(made.fn))
    if (advice !== undefined) say(advice)
    return error === undefined
  }
  const stop = async () => {
    runner.close()
    made.dispose()
    await endpoint.stop()
  }
  process.once('exit', () => runner.close())
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(name, () => {
      void stop().finally(() => process.exit(128 + constants.signals[name]))
    })
  try {
    if (!flags.watch) return (await call()) ? 0 : 1
    const files = [resolve(file), ...(event.file === undefined ? [] : [resolve(event.file)])]
    return await callAgain(call, files)
  } finally {
    await stop()
  }
}

const findPythonName = (fn: { runtime: string }) =>
  isPython(fn) ? findPython()?.executable : undefined

/** Once now, and again whenever code next to the handler, or the event, changes. */
async function callAgain(call: () => Promise<unknown>, files: readonly string[]): Promise<never> {
  const changes = new EventEmitter()
  for (const folder of new Set(files.map((file) => dirname(file))))
    watch(folder, (_, name) => {
      // A handler may write to its own folder: only a change of code calls it again.
      if (name === null || isCode(name) || files.includes(join(folder, name)))
        changes.emit('change')
    })
  for (;;) {
    const next = once(changes, 'change')
    await call().catch((error: unknown) => say(messageOf(error)))
    say('Waiting for changes (press Ctrl-C to stop)')
    await next
    // Editors write a file in several steps.
    await sleep(100)
  }
}

/** `NAME=value`, once per variable. */
function pairs(given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    given.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw new ConfigError(`--env must be NAME=value, not ${pair}`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
