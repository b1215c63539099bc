#!/usr/bin/env node
import module from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { readArguments } from './commands/arguments.ts'
import { ConfigError, loadConfig, withPlace } from './settings/config.ts'

// From fixtures being loaded the engine learns that such objects live long; it would then keep those of each call, and
// all that they lead to, until the next full collection.
setFlagsFromString('--no-allocation-site-pretenuring')

// From Node 22 on the second start finds the modules compiled.
;(module as { enableCompileCache?(): unknown }).enableCompileCache?.()

async function main(given: string[]): Promise<number | undefined> {
  // The server of several processes starts its workers so; `exitCode` stays open.
  if (given[0] === '--worker' && process.send !== undefined) {
    ;(await import('./workers/worker.ts')).runWorker()
    return undefined
  }
  if (given[0] === 'help') {
    print((await import('./commands/help.ts')).helpAbout(given.slice(1)))
    return 0
  }
  const { command, wants, settings, flags, args } = readArguments(given)
  if (wants === 'help') {
    print((await import('./commands/help.ts')).helpText(command))
    return 0
  }
  if (wants === 'version') {
    print(`${(await import('./package.ts')).version}\n`)
    return 0
  }
  const config = await loadConfig(settings, process.env, process.cwd())
  try {
    if (command?.load === undefined) return await (await import('./commands/serve.ts')).run(config)
    process.stdout.once('error', stop)
    return await (
      await command.load()
    )(flags, args, config)
  } catch (error) {
    throw error instanceof ConfigError ? await withPlace(error, config) : error
  }
}

function print(text: string): void {
  process.stdout.once('error', stop)
  process.stdout.write(text)
}

function stop({ code, message }: NodeJS.ErrnoException): void {
  // `fixtures list | head` has read what it wanted.
  if (code === 'EPIPE') process.exit()
  process.stderr.write(`bedrock-local: the output cannot be written: ${message}\n`)
  process.exit(1)
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  // An invalid setting is reported in one sentence; any other error is a bug and shows its stack.
  process.stderr.write(
    `bedrock-local: ${error instanceof ConfigError ? error.message : String((error as Error).stack)}\n`,
  )
  process.exitCode = error instanceof ConfigError ? 2 : 1
}
