import { parseArgs } from 'node:util'
import { ConfigError } from '../settings/config.ts'
import type { Config } from '../settings/settings.ts'
import { clientVariables, clientUrl, envFormats, wantsTls } from '../settings/client-env.ts'

/** `bedrock-local env`, made for `eval "$(bedrock-local env)"`. */
export async function run(args: string[], config: Config): Promise<number> {
  const wanted = formatOf(args)
  const tls = wantsTls(config) ? (await import('../tls/tls.ts')).serverTls(config) : undefined
  const url = clientUrl(config, tls === undefined ? 'http' : 'https')
  const variables = clientVariables(url, config.region, tls?.certificateFile)
  if (wanted === 'json') {
    process.stdout.write(`${JSON.stringify(variables, null, 2)}\n`)
    return 0
  }
  const format = envFormats[wanted]
  if (format === undefined)
    throw new ConfigError(`--format takes one of ${Object.keys(envFormats).join(', ')}, json`)
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
