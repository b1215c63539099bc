import { clientUrl } from '../../settings/client-env.ts'
import type { Config } from '../../settings/settings.ts'
import { start } from '../../start/start.ts'
import { listenerAt } from '../admin-client.ts'

/** The endpoint of Bedrock for a function. */
export interface Endpoint {
  /** Undefined: the variables of this shell set it. */
  url: string | undefined
  /** What to tell the user. */
  says: string
  stop(): Promise<void>
}

const VARIABLES = ['AWS_ENDPOINT_URL_BEDROCK_RUNTIME', 'AWS_ENDPOINT_URL'] as const

const stop = () => Promise.resolve()

/** The endpoint of this shell, the running server, or one that is started for this run. */
export async function endpointFor(config: Config, env: NodeJS.ProcessEnv): Promise<Endpoint> {
  const variable = VARIABLES.find((name) => (env[name] ?? '') !== '')
  if (variable !== undefined)
    return { url: undefined, says: `Calls go to ${env[variable]}, set by ${variable}.`, stop }
  const url = clientUrl(config)
  if ((await listenerAt(config)).kind === 'bedrock-local')
    return { url, says: `Calls go to the server at ${url}.`, stop }
  const running = await start({ ...config, port: 0, logLevel: 'silent', lambdas: 'none', grace: 0 })
  const own = clientUrl({ host: config.host, port: running.port })
  return {
    url: own,
    says: `No server is running: started one in ${config.mode} mode at ${own}.`,
    stop: () => running.close(),
  }
}
