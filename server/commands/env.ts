import { parseArgs } from 'node:util'
import { ConfigError } from '../settings/config.ts'
import type { Config } from '../settings/settings.ts'
import { clientVariables, clientUrl } from '../settings/client-env.ts'

const FORMATS: Readonly<Record<string, (name: string, value: string) => string>> = {
  shell: (name, value) => `export ${name}=${value}`,
  dotenv: (name, value) => `${name}=${value}`,
  // `set "NAME=value"` keeps a space before the next command out of the value.
  cmd: (name, value) => `set "${name}=${value}"`,
  powershell: (name, value) => `$env:${name} = "${value}"`,
}

/** `bedrock-local env`, made for `eval "$(bedrock-local env)"`. */
export function run(args: string[], config: Config): number {
  const wanted = formatOf(args)
  const variables = clientVariables(clientUrl(config), config.region)
  if (wanted === 'json') {
    process.stdout.write(`${JSON.stringify(variables, null, 2)}\n`)
    return 0
  }
  const format = FORMATS[wanted]
  if (format === undefined)
    throw new ConfigError(`--format takes one of ${Object.keys(FORMATS).join(', ')}, json`)
  for (const [name, value] of Object.entries(variables))
    process.stdout.write(`${format(name, value)}\n`)
  return 0
}

function formatOf(args: string[]): string {
  try {
    return parseArgs({ args, options: { format: { type: 'string', default: 'shell' } } }).values
      .format
  } catch (thrown) {
    const said = (thrown as Error).message.split('. ')[0] ?? ''
    throw new ConfigError(`env takes --format alone: ${said}`, { cause: thrown })
  }
}
