import type { FastifyInstance } from 'fastify'
import { Followers } from '../admin/followers.ts'
import { addAdminRoutes } from '../admin/routes.ts'
import { createApp } from '../http/app.ts'
import { refusal } from '../http/guard.ts'
import { ConfigError } from '../settings/config.ts'
import { createParts, stagesOf } from './parts.ts'
import type { Parts } from './parts.ts'
import type { RunningFunctions } from '../lambda/routes.ts'
import { endSilence } from '../http/send.ts'
import type { Config } from '../settings/settings.ts'
import { wantsTelemetry } from '../telemetry/wanted.ts'
import { clientUrl, wantsTls } from '../settings/client-env.ts'

export interface Running extends Omit<Parts, 'remote' | 'renewals' | 'catalogue' | 'admit'> {
  url: string
  port: number
  /** The certificate that https clients must trust; undefined without https. */
  certificateFile: string | undefined
  close(): Promise<void>
}

const EXPIRY_MS = 60_000

/** Starts a server. */
export async function start(
  config: Config,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Running> {
  const tls = wantsTls(config) ? (await import('../tls/tls.ts')).serverTls(config) : undefined
  const parts = createParts(config, env)
  const { store, sessions } = parts
  const telemetry = wantsTelemetry(env)
    ? (await import('../telemetry/telemetry.ts')).startTelemetry(env, parts.log)
    : undefined
  const app = createApp({
    guard: { allowHost: config.allowHost, allowOrigin: config.allowOrigin },
    graceMs: config.grace,
    tls,
    console: config.console,
    ...stagesOf(parts),
    trace: telemetry?.trace,
  })
  const lambdas = await addLambdas(app, parts)
  addAdminRoutes(app, { ...parts, lambdas, followers: new Followers(), startedAt: Date.now() })

  const expiry = setInterval(() => sessions.expire(), EXPIRY_MS).unref()
  const url = await app.listen({ port: config.port, host: config.host }).catch((error: unknown) => {
    clearInterval(expiry)
    store.close()
    throw listenError(error, config)
  })
  return {
    ...parts,
    url: tls === undefined ? url : url.replace(/^http:/, 'https:'),
    certificateFile: tls?.certificateFile,
    // The URL omits port 80.
    port: portOf(app),
    async close() {
      clearInterval(expiry)
      endSilence(app.server)
      await app.close()
      await parts.remote.close()
      await parts.model?.close()
      await telemetry?.close()
      store.close()
    },
  }
}

async function addLambdas(
  app: FastifyInstance,
  { config, log, journal }: Parts,
): Promise<RunningFunctions | undefined> {
  const { lambdas: dir, region, account, host } = config
  if (dir === 'none') return undefined
  const { addLambdaRoutes } = await import('../lambda/routes.ts')
  const endpoint = () => clientUrl({ host, port: portOf(app) })
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

function portOf({ server }: FastifyInstance): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Something listens there already. */
export class PortInUse extends ConfigError {}

function listenError(error: unknown, { port, host }: Config): unknown {
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
