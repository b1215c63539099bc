import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { addAdminRoutes } from '../admin/routes.ts'
import { createApp } from '../http/app.ts'
import { INNER } from '../http/listener.ts'
import { WEB_SOCKET } from '../http/web-sockets.ts'
import type { OwnerPlace, ProcessPlace, SharedPlace, WorkerPlace } from './place.ts'
import { refusal } from '../http/guard.ts'
import { ConfigError } from '../settings/config.ts'
import { createParts, stagesOf } from './parts.ts'
import type { Parts } from './parts.ts'
import type { RunningFunctions } from '../lambda/routes.ts'
import { endSilence } from '../http/send.ts'
import type { Config } from '../settings/settings.ts'
import { wantsTelemetry } from '../telemetry/wanted.ts'
import { clientUrl, wantsTls } from '../settings/client-env.ts'

export interface Running extends Omit<
  Parts,
  'remote' | 'renewals' | 'catalogue' | 'gates' | 'followers'
> {
  url: string
  port: number
  /** The certificate that https clients must trust; undefined without https. */
  certificateFile: string | undefined
  /** Why a server of several processes has to stop. */
  givenUp?: Promise<string>
  close(): Promise<void>
}

const EXPIRY_MS = 60_000

/** Starts a server, a worker of one, or one of several that share a store. */
export async function start(
  config: Config,
  env: NodeJS.ProcessEnv = process.env,
  place?: WorkerPlace | SharedPlace,
): Promise<Running> {
  const { app, parts, tls, close } = await build(config, env, place)
  if (place?.is === 'shared') await place.begin(parts)
  // Only the owner knows when a session was last used.
  const expiry =
    place === undefined ? setInterval(() => parts.sessions.expire(), EXPIRY_MS).unref() : undefined
  const url = await app.listen({ port: config.port, host: config.host }).catch((error: unknown) => {
    clearInterval(expiry)
    parts.store.close()
    throw listenError(error, config)
  })
  return {
    ...parts,
    url: tls === undefined ? url : url.replace(/^http:/, 'https:'),
    certificateFile: tls?.certificateFile,
    // The URL omits port 80.
    port: portOf(app, config),
    async close() {
      clearInterval(expiry)
      await close()
    },
  }
}

/** The process behind several workers: `accept` takes the connection to each of them. */
export async function startOwner(
  config: Config,
  env: NodeJS.ProcessEnv,
  place: OwnerPlace,
): Promise<Running & { accept(pipe: Duplex): void }> {
  const { app, parts, tls, close } = await build(config, env, place)
  await app.ready()
  return {
    ...parts,
    url: clientUrl(config, tls === undefined ? 'http' : 'https'),
    certificateFile: tls?.certificateFile,
    port: config.port,
    accept: (pipe) => void app.server.emit(INNER, pipe),
    close,
  }
}

async function build(config: Config, env: NodeJS.ProcessEnv, place: ProcessPlace) {
  const tls = wantsTls(config) ? (await import('../tls/tls.ts')).serverTls(config) : undefined
  const parts = createParts(config, env, place)
  const telemetry = wantsTelemetry(env)
    ? (await import('../telemetry/telemetry.ts')).startTelemetry(env, parts.log)
    : undefined
  const app = createApp({
    guard: { allowHost: config.allowHost, allowOrigin: config.allowOrigin },
    graceMs: config.grace,
    tls,
    console: config.console,
    inner: place?.is === 'owner',
    ...stagesOf(parts, place),
    trace: telemetry?.trace,
  })
  if (place?.is === 'worker') {
    place.prepare(parts)
    app.server.on(WEB_SOCKET, place.forward.tunnel)
  } else {
    const lambdas = await addLambdas(app, parts)
    const peers = place?.peers
    addAdminRoutes(app, { ...parts, lambdas, startedAt: Date.now(), peers })
  }
  const close = async () => {
    endSilence(app.server)
    await app.close()
    await parts.remote.close()
    await parts.model?.close()
    await telemetry?.close()
    parts.store.close()
  }
  return { app, parts, tls, close }
}

async function addLambdas(
  app: FastifyInstance,
  { config, log, journal }: Parts,
): Promise<RunningFunctions | undefined> {
  const { lambdas: dir, region, account, host } = config
  if (dir === 'none') return undefined
  const { addLambdaRoutes } = await import('../lambda/routes.ts')
  const endpoint = () => clientUrl({ host, port: portOf(app, config) })
  return addLambdaRoutes(app, {
    dir,
    endpoint,
    region,
    account,
    log,
    onMetric: (fn, sample) => journal.totals.functions.add(fn, sample),
    refusal: (request) => refusal(request, config),
  })
}

function portOf({ server }: FastifyInstance, { port }: Config): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

/** The port is in use. */
export class PortInUse extends ConfigError {}

export function listenError(error: unknown, { port, host }: Config): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return new PortInUse(
      `Port ${port} is in use on ${host}; choose another one with --port, or --port 0 for a free one.`,
    )
  if (code === 'EACCES')
    return new ConfigError(`No permission to use port ${port}; choose another one with --port.`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new ConfigError(
      `${host} is not an address of this machine; choose another one with --host.`,
    )
  return error
}
