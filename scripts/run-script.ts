import { readFlags } from '../server/commands/arguments.ts'
import type { Command } from '../server/commands/command.ts'
import { helpText } from '../server/commands/help.ts'
import { refuseArguments } from '../server/commands/refuse.ts'
import { configOf } from '../server/settings/config.ts'
import { messageOf } from '../server/text/error-message.ts'
import { say } from './local-functions.ts'

/** Runs a command of the clone; its arguments are parsed like those of `bedrock-local`. */
export async function runScript(row: Command, failed: number): Promise<void> {
  try {
    const given = process.argv.slice(2)
    if (given.includes('--help')) {
      process.stdout.write(helpText(row))
      return
    }
    const { flags, args } = readFlags(given, row)
    refuseArguments(row, args)
    process.exitCode = await (await row.load?.())?.(flags, args, configOf({}))
  } catch (error) {
    say(messageOf(error))
    process.exitCode = failed
  }
}
