import { Followers } from '../admin/followers.ts'
import type { AdminSources } from '../admin/sources.ts'
import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { signerInQuery } from '../aws/signer-in-query.ts'
import { createAuthenticator } from '../admit/auth.ts'
import { check } from '../bedrock/checks/index.ts'
import { catalogueOf } from '../models/catalogue-of.ts'
import { Clock } from '../clock.ts'
import { readFaults } from '../faults/config.ts'
import { disturbed, Faults } from '../faults/faults.ts'
import { foldersOf, refuseUnfit, reportFixtures } from './fixtures-at-start.ts'
import { declareGuardrails } from './guardrails-at-start.ts'
import { inOrder } from '../admit/gates.ts'
import type { Gate } from '../admit/gates.ts'
import { guardrails } from '../guardrails/guardrails.ts'
import { Journal } from '../journal/journal.ts'
import { readKeys } from '../admit/keys.ts'
import { createLog } from '../journal/log.ts'
import { paceOf, REALISTIC } from '../write/pace.ts'
import { createAuthorizer } from '../policy/authorize.ts'
import { readPolicies } from '../policy/file.ts'
import { readGuardrailQuotas, readQuotas } from '../quotas/config.ts'
import { GuardrailQuotas } from '../quotas/guardrail-quotas.ts'
import { Quotas } from '../quotas/quotas.ts'
import { remember } from '../write/remember.ts'
import { render } from '../write/render.ts'
import { createResolver } from '../resolve/index.ts'
import type { Sources } from '../resolve/index.ts'
import type { Call } from '../bedrock/types.ts'
import type { Exchange } from '../journal/types.ts'
import { RemoteState } from '../state/remote.ts'
import { takeAhead } from './take-ahead.ts'
import { createBehind } from '../resolve/behind.ts'
import type { Behind } from '../resolve/behind.ts'
import { readModelServer } from '../model-server/options.ts'
import { createRemote } from '../resolve/remote.ts'
import type { Means } from '../resolve/judge.ts'
import { opinionsOf } from '../resolve/opinions.ts'
import { ConfigError } from '../settings/config.ts'
import type { Remote } from '../resolve/remote.ts'
import { withConsent } from '../resolve/spend.ts'
import type { Stages } from '../http/route.ts'
import { elsewhere } from './elsewhere.ts'
import type { ProcessPlace } from './place.ts'
import { sharing } from './sharing.ts'
import { sessionName, Sessions } from '../sessions.ts'
import { MODES, paceIn } from '../settings/modes.ts'
import type { Config, Mode } from '../settings/settings.ts'
import { Warnings } from '../journal/warnings.ts'
import { knowRequestSecrets, knowSecret } from '../redaction/redact.ts'
import { LocalState } from '../state/local.ts'
import { createStore } from '../store/folder-store.ts'
import type { Store } from '../store/store.ts'

/** The components of a server: what its admin API uses, and what only calls use. */
export interface Parts extends Omit<AdminSources, 'lambdas' | 'peers' | 'startedAt'> {
  remote: Remote
  model: Behind | undefined
  /** Whether a call may proceed at all, in AWS's order: authentication, authorization. */
  gates: readonly Gate[]
}

/** Creates all components from the settings; there is no global state. */
export function createParts(config: Config, env: NodeJS.ProcessEnv, place?: ProcessPlace): Parts {
  const warnings = new Warnings()
  const log = createLog(config, warnings, place?.is === 'worker')
  // Changes in the owner must be made in its workers too.
  const peers = place === undefined || place.is === 'worker' ? undefined : place.peers
  const clock: Clock = new Clock(() => peers?.tell({ what: 'clock', aheadMs: clock.aheadMs }))
  const catalogue = catalogueOf(config)
  const state = place?.state(clock.now) ?? new LocalState(clock.now)
  const quotas = new Quotas(readQuotas(config.quotas), state)
  const guardrailLimits = readGuardrailQuotas(config.quotas)
  const gates = gatesOf(config, { catalogue, log })
  const counted = place?.is === 'worker' ? place.counted : undefined
  const faults = new Faults({
    seed: config.seed,
    rules: readFaults(config.faults),
    state,
    struck: counted?.struck,
    // The counts in a store outlive this server.
    server: place?.is === 'shared' ? randomBytes(4).toString('hex') : undefined,
  })
  const followers = new Followers()
  const store = createStore({
    folders: foldersOf(config),
    watch: config.watch,
    state,
    // The owner logs it for all processes.
    log: (level, message) => place?.is !== 'worker' && log[level](message),
    reloaded: () => peers?.tell({ what: 'reload' }),
    changed: (what) => followers.changed(what),
    ...(counted !== undefined && { answered: counted.answered }),
    ...paceIn(config),
  })
  if (place?.is !== 'worker') {
    refuseUnfit(config, store)
    reportFixtures(config, store, log)
  }
  const journal = new Journal({
    size: config.journalSize,
    clip: config.journalClip,
    redaction: () => store.settings,
    listener: {
      ...(place !== undefined && place.is !== 'worker' && { followed: place.followed }),
      cleared: (session) => peers?.tell({ what: 'clear', session }),
    },
  })
  const sessions = new Sessions({
    gone(name) {
      journal.clear(name)
      peers?.tell({ what: 'forget', session: name })
      if (place?.is === 'worker') place.forgotten(name)
    },
    wasReset: (session) => peers?.tell({ what: 'reset', session }),
  })
  declareGuardrails(config, sessions.shared, store)
  let now: Mode = config.mode
  const remote = withConsent(
    createRemote(() =>
      import('../resolve/load-remote.ts').then(({ loadRemote }) => loadRemote(config, env, store)),
    ),
    config.allowOrigin,
  )
  return {
    config,
    mode: {
      get: () => now,
      set(next) {
        now = next
        peers?.tell({ what: 'mode', mode: next })
      },
    },
    catalogue,
    store,
    sessions,
    journal,
    faults,
    quotas,
    guardrailQuotas: guardrailLimits && new GuardrailQuotas(guardrailLimits, state),
    state,
    clock,
    model: modelBehind(config),
    remote,
    renewals: renewalsOf(remote, store),
    gates,
    log,
    warnings,
    followers,
  }
}

/** Connects the components to the stages of a request. */
export function stagesOf(parts: Parts, place?: ProcessPlace): Omit<Stages, 'trace'> {
  const { config, catalogue, store, state, faults, quotas, journal, remote, log } = parts
  const { lenient, strictModels, warn } = config
  const strictness = { lenient, strictModels, now: parts.clock.now }
  const session = (request: IncomingMessage) => {
    knowRequestSecrets(request.headers)
    return parts.sessions.get(sessionName((name) => headerOf(request, name)))
  }
  const sources: Sources = {
    mode: parts.mode.get,
    store,
    state,
    refresh: config.refresh !== undefined,
    catalogue,
    guardrails,
    lenient: config.lenient,
    means: meansOf(config, parts),
    check: (call) => check(call, strictness),
    remote,
    model: parts.model,
    warn,
    pace: paceOf(config.pace, config.pace === undefined ? undefined : REALISTIC),
  }
  const ahead = state instanceof RemoteState ? [takeAhead({ state, quotas, faults, sources })] : []
  return {
    reader: { catalogue, region: config.region, session },
    admit: inOrder([
      ...parts.gates,
      ...ahead,
      ...(quotas.any ? [(call: Call) => quotas.take(call)] : []),
    ]),
    needsBody: (operation, request) => {
      if (operation.duplex === true) return false
      // Signatures cover the body, and policies need the model that it names.
      if (config.auth === 'verify') return true
      if (config.policy !== undefined && operation.modelOf !== undefined) return true
      const { forwards } = MODES[parts.mode.get()]
      if (forwards === 'everything' || (forwards === 'reads' && operation.reads)) return true
      return store.mayAnswer(operation, session(request))
    },
    strike: (call) => faults.strike(call),
    resolve: sharing(
      createResolver(sources),
      place === undefined || place.is === 'worker' ? undefined : place.peers,
    ),
    write: remember(render),
    disturb: disturbed,
    settle: settling(quotas, place),
    elsewhere: place?.is === 'worker' ? elsewhere(place.forward, parts) : undefined,
    journal,
    log,
  }
}

function renewalsOf(remote: Remote, store: Store): Parts['renewals'] {
  let loading: ReturnType<Parts['renewals']> | undefined
  const load = async () => {
    const { Renewals } = await import('../renewal/renewals.ts')
    return new Renewals({
      ask: (call) => remote.forward(call),
      settings: () => store.settings,
      wrote: (...written) => store.wrote(...written),
    })
  }
  return () => (loading ??= load())
}

/** Settles an answer that has been sent. */
function settling(quotas: Quotas, place: ProcessPlace): Stages['settle'] {
  const settle = quotas.any ? (exchange: Exchange) => quotas.settle(exchange) : undefined
  if (place?.is !== 'shared') return settle
  return (exchange) => {
    place.ended(exchange)
    settle?.(exchange)
  }
}

function modelBehind({ modelServer, lenient }: Config): Behind | undefined {
  if (modelServer === undefined) return undefined
  const options = readModelServer(modelServer)
  if (options.apiKey !== undefined) knowSecret(options.apiKey)
  return createBehind(options, lenient)
}

/** How guardrails are judged: depending on the settings, also by a model, and within quotas. */
function meansOf({ guardrailJudge }: Config, { guardrailQuotas: units, model }: Parts): Means {
  const byModel = guardrailJudge === 'model'
  if (byModel && model === undefined)
    throw new ConfigError('guardrailJudge: model needs a model; set modelServer to its URL')
  return {
    ...(units !== undefined && { spend: (call, used) => units.take(call, used) }),
    ...(byModel && model !== undefined && { opinion: opinionsOf(model) }),
  }
}

/** Presigned requests carry their signature in the query. */
function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  if (value === undefined && name === 'authorization') return signerInQuery(request.url ?? '')
  return Array.isArray(value) ? value[0] : value
}

/** Credentials and permissions. */
function gatesOf(config: Config, { catalogue, log }: Pick<Parts, 'catalogue' | 'log'>): Gate[] {
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
