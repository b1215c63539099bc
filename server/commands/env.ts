import type { Config } from '../settings/settings.ts'
import { clientVariables, clientUrl, doorVariables, wantsTls } from '../settings/client-env.ts'
import { envFormats } from '../settings/env-formats.ts'
import type { EnvFormat } from '../settings/env-formats.ts'

/** `bedrock-local env`, for `eval "$(bedrock-local env)"`. */
export async function run(
  { format, doors }: { format: 'json' | EnvFormat; doors: boolean },
  _args: readonly string[],
  config: Config,
): Promise<number> {
  const tls = wantsTls(config) ? (await import('../tls/tls.ts')).serverTls(config) : undefined
  const url = clientUrl(config, tls === undefined ? 'http' : 'https')
  const variables = {
    ...clientVariables(url, config.region, tls?.certificateFile),
    ...(doors && doorVariables(url)),
  }
  if (format === 'json') {
    process.stdout.write(`${JSON.stringify(variables, null, 2)}\n`)
    return 0
  }
  const lines = Object.entries(variables).map(([name, value]) => envFormats[format](name, value))
  process.stdout.write(`${lines.join('\n')}\n`)
  return 0
}
