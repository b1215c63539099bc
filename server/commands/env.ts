import { parseArgs } from 'node:util'
import { ConfigError } from '../settings/config.ts'
import type { Config } from '../settings/settings.ts'

/** What an SDK needs to find the server: without a region and some credentials it fails before it sends anything. */
export function clientVariables(url: string, region: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: url,
    AWS_ENDPOINT_URL_BEDROCK: url,
    AWS_REGION: region,
    // boto3 and the AWS CLI know the region under this name only.
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  }
}

/** Where clients reach a server that listens on every address. */
export function clientUrl({ host, port }: Pick<Config, 'host' | 'port'>): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

const FORMATS: Readonly<Record<string, (name: string, value: string) => string>> = {
  shell: (name, value) => `export ${name}=${value}`,
  dotenv: (name, value) => `${name}=${value}`,
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
