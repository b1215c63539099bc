import { forgetClientEndpoints } from '../aws/credentials.ts'
import { isObject } from '../json.ts'
import { connect } from '../mcp/connection.ts'
import { serveStdio } from '../mcp/stdio.ts'
import { clientUrl } from '../settings/client-env.ts'
import { ConfigError } from '../settings/config.ts'
import type { Config } from '../settings/settings.ts'

/** `bedrock-local mcp`: tools for coding agents, over stdin and stdout. */
export async function run(
  _flags: object,
  _args: readonly string[],
  config: Config,
): Promise<number> {
  const url = clientUrl(config)
  const running = config.port === 0 || !(await isServer(url)) ? await startHere(config) : undefined
  const at = running === undefined ? url : clientUrl({ host: config.host, port: running.port })
  // stdout belongs to the protocol.
  process.stderr.write(
    running === undefined
      ? `bedrock-local: using the server at ${at}\n`
      : `bedrock-local: no server was running, so one was started at ${at}\n`,
  )
  const complete = await serveStdio(connect(at, config.adminToken))
  await running?.close()
  if (complete) return 0
  process.stderr.write('bedrock-local: a message was larger than 10 MB\n')
  return 1
}

async function startHere(config: Config) {
  forgetClientEndpoints(process.env)
  const { start } = await import('../start/start.ts')
  return start({ ...config, logLevel: 'silent' })
}

/** Whether a server of ours answers there. Throws if it is something else. */
async function isServer(url: string): Promise<boolean> {
  let health: unknown
  try {
    const response = await fetch(`${url}/_admin/health`, { signal: AbortSignal.timeout(5_000) })
    health = await response.json().catch(() => undefined)
  } catch (thrown) {
    if ((thrown as Error & { cause?: NodeJS.ErrnoException }).cause?.code === 'ECONNREFUSED')
      return false
    throw new ConfigError(`${url} does not answer; choose another port with --port.`)
  }
  if (isObject(health) && 'status' in health && 'mode' in health) return true
  throw new ConfigError(
    `Something other than bedrock-local answers at ${url}; choose another port with --port.`,
  )
}
