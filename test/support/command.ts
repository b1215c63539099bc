import { readArguments } from '../../server/commands/arguments.ts'
import { configOf } from '../../server/settings/config.ts'
import type { Given } from '../../server/settings/config.ts'

/** `bedrock-local <args>` in this process; returns the exit code. `given` are settings from elsewhere. */
export async function runCommand(args: readonly string[], given: Given = {}): Promise<number> {
  const { command, settings, flags, args: rest } = readArguments(args)
  if (command?.load === undefined) throw new Error(`${args.join(' ')} is not a command`)
  return (await command.load())(flags, rest, configOf({ ...given, ...settings }))
}
