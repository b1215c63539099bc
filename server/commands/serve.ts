import { forwardsCalls } from '../settings/modes.ts'
import { createCredentials, forgetClientEndpoints } from '../aws/credentials.ts'
import { ConfigError, unknownVariables } from '../settings/config.ts'
import { settings } from '../settings/settings.ts'
import type { Setting } from '../settings/setting.ts'
import type { Config } from '../settings/settings.ts'
import { PortInUse, start } from '../start/start.ts'
import type { Running } from '../start/start.ts'
import { withSteadyHeap } from '../start/steady-heap.ts'
import { workersIn } from '../workers/count.ts'
import { openBrowser } from './open-browser.ts'
import { version } from '../package.ts'
import { clientVariables, clientUrl } from '../settings/client-env.ts'
import { envFormats, shellWord } from '../settings/env-formats.ts'

/** Runs the server until a signal ends it. */
export async function run(config: Config): Promise<number> {
  forgetClientEndpoints(process.env)
  const workers = workersIn(config)
  const running = await withSteadyHeap(() => starting(config, workers)).catch(
    async (error: unknown) => {
      throw error instanceof PortInUse ? await whoHasThePort(error, config) : error
    },
  )
  // Before the announcement, because a reader may stop the server as soon as it is announced.
  const stopped = stopSignal()
  announce(running)
  if (config.open && config.console) openConsole(running)
  for (const message of unknownVariables(process.env)) running.log.warn(message)
  if (forwardsCalls(config.mode)) void announceCredentials(running)
  void announceModel(running)
  process.on('unhandledRejection', (reason) =>
    running.log.error({ err: reason }, 'unexpected error'),
  )
  const { givenUp } = running
  const failed = await (givenUp === undefined ? stopped : Promise.race([stopped, givenUp]))
  // A second signal does not wait for open streams.
  void stopSignal().then(() => process.exit(1))
  await running.close()
  if (failed === undefined) return 0
  process.stderr.write(`bedrock-local: ${failed}\n`)
  return 1
}

async function starting(config: Config, workers: number): Promise<Running> {
  if (workers > 1) return (await import('../workers/owner.ts')).startWorkers(config, workers)
  if (config.state === undefined) return start(config)
  return (await import('../redis/start-shared.ts')).startShared(config)
}

/** Another bedrock-local may be running already; if so, suggest using it. */
async function whoHasThePort(error: PortInUse, config: Config): Promise<ConfigError> {
  const { listenerAt } = await import('./admin-client.ts')
  const listener = await listenerAt(config, 1_000)
  if (listener.kind !== 'bedrock-local') return error
  return new ConfigError(
    `bedrock-local ${listener.version} is already running at ${clientUrl(config)} (${listener.mode} mode). Use it, stop it, or choose another port with --port.`,
  )
}

/** Logs which credentials pay for calls, or how to get some. Without any, calls get AWS's own error. */
async function announceCredentials({ config, log }: Running): Promise<void> {
  const { profile, credentials, upstream } = config
  const own = createCredentials({
    env: process.env,
    ...(profile !== undefined && { profile }),
    ...(upstream !== undefined && { upstream }),
  })
  const { ok, text } = await own.describe()
  if (credentials === 'client') log.info(`upstream: bearer keys of clients, otherwise ${text}`)
  else if (ok) log.info(`upstream: ${text}`)
  else log.warn(text)
}

/** Logs which models answer behind this server, or why none does. */
async function announceModel({ model, log }: Running): Promise<void> {
  for (const { level, text } of (await model?.describe()) ?? []) log[level](text)
}

function openConsole({ config, port, log }: Running): void {
  const url = clientUrl({ host: config.host, port })
  openBrowser(url, () => log.warn(`could not open a browser; the console is at ${url}/`))
}

function stopSignal(): Promise<undefined> {
  return new Promise((resolve) => {
    const stop = () => resolve(undefined)
    process.once('SIGTERM', stop).once('SIGINT', stop).once('SIGHUP', stop)
  })
}

function announce({ config, port, certificateFile, store, log }: Running): void {
  const protocol = certificateFile === undefined ? 'http' : 'https'
  const url = clientUrl({ host: config.host, port }, protocol)
  const { fixtures, recordings } = store.count
  if (!(config.pretty ?? process.stdout.isTTY)) {
    log.info(
      { version, url, mode: config.mode, folders: config.fixtures, fixtures, recordings },
      `listening on ${url}`,
    )
    return
  }
  if (config.logLevel === 'silent') return
  const variables = Object.entries(clientVariables(url, config.region, certificateFile))
  const lines = [
    `bedrock-local ${version} answers as Amazon Bedrock on ${url} (${config.mode} mode)`,
    `${plural(fixtures, 'fixture')} and ${plural(recordings, 'recording')} from ${config.fixtures.join(', ')}`,
    ...(config.console ? [`Console: ${url}/`] : []),
    '',
    'Point any AWS SDK at it:',
    ...variables.map(([name, value]) => `  ${envFormats.shell(name, value)}`),
    '',
    `or, in a shell: eval "$(npx bedrock-local env${flagsOf({ ...config, port })})"`,
    '',
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** The flags that `bedrock-local env` needs in another shell. */
function flagsOf(config: Config): string {
  // A server that listens on all addresses is reached through the default host.
  const anywhere =
    clientUrl(config) === clientUrl({ host: String(defaultOf('host')), port: config.port })
  const flags = (['host', 'port', 'region'] as const)
    .filter((name) => config[name] !== defaultOf(name) && !(name === 'host' && anywhere))
    .map((name) => ` --${name} ${shellWord(String(config[name]))}`)
  if (config.tlsCert !== undefined) flags.push(` --tls-cert ${shellWord(config.tlsCert)}`)
  if (config.tlsKey !== undefined) flags.push(` --tls-key ${shellWord(config.tlsKey)}`)
  else if (config.tls) flags.push(' --tls')
  return flags.join('')
}

const defaultOf = (wanted: string): string | number => {
  const value = (settings as readonly Setting[]).find(({ name }) => name === wanted)?.default
  return typeof value === 'number' ? value : String(value)
}

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`
