#!/usr/bin/env node
import module from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { readFlags, refuseRest } from './commands/arguments.ts'
import { ConfigError, loadConfig } from './settings/config.ts'
import type { Config } from './settings/settings.ts'

// From fixtures being loaded the engine learns that such objects live long; it would then keep those of each call, and
// all that they lead to, until the next full collection.
setFlagsFromString('--no-allocation-site-pretenuring')

// From Node 22 on the second start finds the modules compiled.
;(module as { enableCompileCache?(): unknown }).enableCompileCache?.()

type Command = (args: string[], config: Config) => number | Promise<number>

/** Loaded when it is asked for, so that serving loads nothing else. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  env: async () => (await import('./commands/env.ts')).run,
  fixtures: async () => (await import('./commands/fixtures.ts')).run,
  policy: async () => (await import('./commands/policy.ts')).run,
  record: async () => (await import('./commands/record.ts')).run,
}

async function main(args: string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h') || args[0] === 'help') {
    process.stdout.write((await import('./commands/help.ts')).helpText())
    return 0
  }
  if (args.includes('--version') || args.includes('-v')) {
    process.stdout.write(`${(await import('./package.ts')).version}\n`)
    return 0
  }
  const { flags, rest } = readFlags(args)
  const config = await loadConfig(flags, process.env, process.cwd())
  const [name = '', ...own] = rest
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (load !== undefined) {
    process.stdout.once('error', stop)
    return (await load())(own, config)
  }
  refuseRest(rest, Object.keys(COMMANDS))
  const { run } = await import('./commands/serve.ts')
  return run(config)
}

/** `fixtures list | head` has read what it wanted. */
function stop(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  process.exit()
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  // A setting that was given wrongly is one sentence; anything else is a mistake of ours and shows where it is.
  process.stderr.write(
    `bedrock-local: ${error instanceof ConfigError ? error.message : String((error as Error).stack)}\n`,
  )
  process.exitCode = error instanceof ConfigError ? 2 : 1
}
