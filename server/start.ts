import type { FastifyInstance } from 'fastify'
import { Followers } from './admin/followers.ts'
import { addAdminRoutes } from './admin/routes.ts'
import { signerInQuery } from './aws/region.ts'
import { check } from './bedrock/checks/index.ts'
import { createCatalogue } from './bedrock/models.ts'
import type { Catalogue, ModelOverrides } from './bedrock/models.ts'
import { overridesProblem } from './bedrock/overrides-check.ts'
import { createApp } from './app.ts'
import { clientUrl } from './commands/env.ts'
import { createAuthenticator } from './auth.ts'
import { Clock } from './clock.ts'
import { ConfigError } from './config.ts'
import { readFaults } from './faults/config.ts'
import { Faults } from './faults/faults.ts'
import { refuseUnfit, reportFixtures } from './fixtures-at-start.ts'
import { inOrder } from './gates.ts'
import type { Gate } from './gates.ts'
import { Journal } from './journal/journal.ts'
import { readKeys } from './keys.ts'
import { createLog } from './log.ts'
import type { Logger } from './log.ts'
import { paceOf, REALISTIC } from './pace.ts'
import { readQuotas } from './quotas/config.ts'
import { Quotas } from './quotas/quotas.ts'
import { remember } from './remember.ts'
import { createAuthorizer } from './policy/authorize.ts'
import { readPolicies } from './policy/file.ts'
import { render } from './render.ts'
import { createResolver } from './resolve/index.ts'
import { createRemote } from './resolve/remote.ts'
import { endSilence } from './send.ts'
import { sessionName, Sessions } from './sessions.ts'
import type { Config, Mode } from './settings.ts'
import { knowRequestSecrets, knowSecret } from './store/redact.ts'
import { createStore } from './store/store.ts'
import type { Store } from './store/store.ts'

export interface Running {
  url: string
  port: number
  config: Config
  mode: { get(): Mode; set(mode: Mode): void }
  store: Store
  sessions: Sessions
  journal: Journal
  faults: Faults
  quotas: Quotas
  clock: Clock
  log: Logger
  close(): Promise<void>
}

/** A server from its settings, listening. Every part is made here, once, and nothing is global. */
export async function start(
  config: Config,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Running> {
  const log = createLog(config)
  const sessions = new Sessions({ gone: (name) => journal.clear(name) })
  const models = overridesOf(config)
  const catalogue = createCatalogue({
    account: config.account,
    ...(models !== undefined && { models }),
  })
  const clock = new Clock()
  const quotas = new Quotas(readQuotas(config.quotas), clock.now)
  const faults = new Faults({ seed: config.seed, rules: readFaults(config.faults) })
  const gates = gatesOf(config, catalogue, log)
  const store = createStore({
    folders: config.fixtures,
    mode: config.mode,
    watch: config.watch,
    log: (level, message) => log[level](message),
    ...(config.pace !== undefined && { pace: config.pace }),
  })
  refuseUnfit(config, store)
  reportFixtures(config, store, log)
  const journal = new Journal({
    size: config.journalSize,
    clip: config.journalClip,
    redaction: () => store.settings,
  })

  if (quotas.any) journal.follow((exchange) => quotas.settle(exchange))

  let mode: Mode = config.mode
  const remote = createRemote(() =>
    import('./resolve/load-remote.ts').then(({ loadRemote }) => loadRemote(config, env, store)),
  )
  const strictness = { ...config, now: clock.now }
  const resolve = createResolver({
    mode: () => mode,
    store,
    refresh: config.refresh !== undefined,
    catalogue,
    check: (call) => check(call, strictness),
    remote,
    pace: paceOf(config.pace, config.pace === undefined ? undefined : REALISTIC),
  })
  const app = createApp({
    guard: config,
    graceMs: config.grace,
    reader: {
      catalogue,
      region: config.region,
      session: (request) => {
        knowRequestSecrets(request.headers)
        return sessions.get(
          sessionName((name) => {
            const value = request.headers[name]
            if (value === undefined && name === 'authorization')
              return signerInQuery(request.url ?? '')
            return Array.isArray(value) ? value[0] : value
          }),
        )
      },
    },
    admit: inOrder(gates),
    before: quotas.any
      ? (call) => faults.before(call) ?? quotas.take(call)
      : (call) => faults.before(call),
    resolve,
    write: remember(render),
    after: (wire, call, answer) => faults.after(wire, call, answer),
    journal,
    log,
  })
  const modes = {
    get: () => mode,
    set(next: Mode) {
      mode = next
    },
  }
  const followers = new Followers()
  const startedAt = Date.now()
  addAdminRoutes(app, {
    config,
    mode: modes,
    catalogue,
    store,
    sessions,
    journal,
    faults,
    quotas,
    clock,
    followers,
    log,
    startedAt,
  })
  if (config.lambdas !== 'none') {
    const { addLambdaRoutes } = await import('./lambda/routes.ts')
    const { region, account } = config
    const endpoint = () => clientUrl({ host: config.host, port: portOf(app) })
    addLambdaRoutes(app, { dir: config.lambdas, endpoint, region, account, log })
  }

  const expiry = setInterval(() => sessions.expire(), 60_000).unref()
  const url = await app.listen({ port: config.port, host: config.host }).catch((error: unknown) => {
    store.close()
    throw listenError(error, config)
  })
  // Not from the URL: one leaves out port 80.
  const port = portOf(app)
  return {
    url,
    port,
    config,
    mode: modes,
    store,
    sessions,
    journal,
    faults,
    quotas,
    clock,
    log,
    async close() {
      clearInterval(expiry)
      endSilence(app.server)
      await app.close()
      await remote.close()
      store.close()
    },
  }
}

function overridesOf({ models }: Config): ModelOverrides | undefined {
  if (models === undefined) return undefined
  const problem = overridesProblem(models)
  if (problem !== undefined) throw new ConfigError(problem)
  return models as unknown as ModelOverrides
}

/** What every call must pass before it is answered, in AWS's order: who calls, and may they. */
function gatesOf(config: Config, catalogue: Catalogue, log: Logger): Gate[] {
  const { auth, policy } = config
  const keys = readKeys(config.keys)
  for (const { secretAccessKey } of keys.access.values()) knowSecret(secretAccessKey)
  for (const key of keys.bearer.keys()) knowSecret(key)
  const gates: Gate[] = []
  if (auth !== 'none') gates.push(createAuthenticator(auth, keys))
  if (policy !== undefined) {
    const policies = readPolicies(policy)
    for (const note of policies.notes) log.warn(note)
    gates.push(createAuthorizer(policies, { catalogue, keys }))
  }
  return gates
}

function portOf({ server }: FastifyInstance): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function listenError(error: unknown, { port, host }: Config): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return new ConfigError(
      `Port ${port} is in use on ${host}; --port takes another one, and 0 a free one.`,
    )
  if (code === 'EACCES')
    return new ConfigError(`Port ${port} may not be used by this user; --port takes another one.`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new ConfigError(`${host} is no address of this machine; --host takes another one.`)
  return error
}
