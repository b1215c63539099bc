import { ConfigError } from '../settings/config.ts'
import type { Config } from '../settings/settings.ts'
import { parseOptions } from './options.ts'
import { clientVariables, clientUrl, envFormats, wantsTls } from '../settings/client-env.ts'

/** `bedrock-local env`, for `eval "$(bedrock-local env)"`. */
export async function run(args: string[], config: Config): Promise<number> {
  const { values } = parseOptions('env', args, {
    format: { type: 'string', default: 'shell' },
  })
  const wanted = values.format
  const tls = wantsTls(config) ? (await import('../tls/tls.ts')).serverTls(config) : undefined
  const url = clientUrl(config, tls === undefined ? 'http' : 'https')
  const variables = clientVariables(url, config.region, tls?.certificateFile)
  if (wanted === 'json') {
    process.stdout.write(`${JSON.stringify(variables, null, 2)}\n`)
    return 0
  }
  const format = envFormats[wanted]
  if (format === undefined)
    throw new ConfigError(`--format must be one of ${Object.keys(envFormats).join(', ')}, json`)
  for (const [name, value] of Object.entries(variables))
    process.stdout.write(`${format(name, value)}\n`)
  return 0
}
