import { ConfigError } from '../settings/config.ts'
import type { Config } from '../settings/settings.ts'
import { didYouMean } from '../shape/nearest-name.ts'
import { check } from './fixtures/check.ts'
import { explain } from './fixtures/explain.ts'
import { format } from './fixtures/format.ts'
import { list } from './fixtures/list.ts'
import { unused } from './fixtures/unused.ts'

const COMMANDS: Readonly<
  Record<string, (args: string[], config: Config) => number | Promise<number>>
> = { check, list, explain, unused, format }

/** `bedrock-local fixtures check|list|explain|unused|format`. */
export async function run([name = '', ...args]: string[], config: Config): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined) {
    const known = Object.keys(COMMANDS)
    const given =
      name === ''
        ? 'fixtures needs a command'
        : `unknown command fixtures ${name}${didYouMean(name, known)}`
    throw new ConfigError(`${given} (${known.join(', ')})`)
  }
  return command(args, config)
}
