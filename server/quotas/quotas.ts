import { AwsError } from '../aws/errors.ts'
import type { Call } from '../bedrock/types.ts'
import { slot } from '../sessions.ts'
import type { Session } from '../sessions.ts'
import { chain } from '../maybe-async.ts'
import type { BucketLevel, State } from '../state/state.ts'
import type { BucketWant } from '../state/wants.ts'
import type { Limits, Quota } from './config.ts'
import { outputRateOf, reservedTokens, usedTokens } from './tokens.ts'
import type { Exchange } from '../journal/types.ts'
import type { Model } from '../models/model.ts'

const MINUTE = 60_000

/** The limits in the order in which they are checked, with AWS's messages. */
const KINDS = [
  {
    name: 'requestsPerMinute',
    periodMs: MINUTE,
    message: 'Too many requests, please wait before trying again.',
  },
  {
    name: 'tokensPerMinute',
    periodMs: MINUTE,
    message: 'Too many tokens, please wait before trying again.',
  },
  {
    name: 'tokensPerDay',
    periodMs: 24 * 60 * MINUTE,
    message: 'Too many tokens per day, please wait before trying again.',
  },
] as const satisfies readonly { name: keyof Limits; periodMs: number; message: string }[]

type Left = Omit<BucketLevel, 'key'>

/** The quotas of one model in one session. */
export interface QuotaState {
  /** The glob in the config. */
  quota: string
  /** The model or the profile; AWS counts cross-region calls separately. */
  model: string
  region: string
  requestsPerMinute?: Left
  tokensPerMinute?: Left
  tokensPerDay?: Left
}

interface Account {
  quota: Quota
  buckets: (Omit<BucketWant, 'amount'> & { kind: (typeof KINDS)[number] })[]
}

/** A call's reservation until it is settled. */
interface Reserved {
  session: Session
  tokens: number
  outputRate: number
  from: { bucket: Account['buckets'][number]; period: number }[]
}

// Clients choose session names, so their number is limited.
const MAX_ACCOUNTS = 2_000
const accountsSlot = slot(() => new Map<string, Account>())

/** Request and token quotas per minute and day, by model, region and session. */
export class Quotas {
  readonly #quotas: readonly Quota[]
  readonly #state: State
  readonly #open = new Map<string, Reserved>()

  constructor(quotas: readonly Quota[], state: State) {
    this.#quotas = quotas
    this.#state = state
  }

  get any(): boolean {
    return this.#quotas.length > 0
  }

  /** Reserves quota for a call, all or nothing. Throws AWS's throttling error if there is not enough. */
  take(call: Call): void | Promise<void> {
    const wanted = this.wants(call)
    if (wanted === undefined) return undefined
    const { account, buckets, tokens } = wanted
    return chain(this.#state.take(call, { buckets }), ({ short, periods }) => {
      const lacking = short === undefined ? undefined : account.buckets[short]
      if (lacking !== undefined)
        throw new AwsError('ThrottlingException', lacking.kind.message, { refuser: 'quota' })
      const from = account.buckets.flatMap((bucket, at) =>
        bucket.kind.name === 'requestsPerMinute' ? [] : [{ bucket, period: periods?.[at] ?? 0 }],
      )
      const outputRate = account.quota.outputRate ?? outputRateOf(call.model())
      const { session } = call
      if (from.length > 0) this.#open.set(call.id, { session, tokens, outputRate, from })
    })
  }

  /** What a call takes; undefined if nothing limits it. */
  wants(call: Call): { account: Account; buckets: BucketWant[]; tokens: number } | undefined {
    if (call.operation.write === undefined) return undefined
    const model = call.model()
    const account = this.#account(call, model)
    if (account === undefined) return undefined
    const counts = account.buckets.some(({ kind }) => kind.name !== 'requestsPerMinute')
    const tokens = counts ? tokensOf(call, model) : 0
    const buckets = account.buckets.map(({ kind, key, limit, periodMs }) => {
      const amount = kind.name === 'requestsPerMinute' ? 1 : tokens
      return { key, limit, periodMs, amount }
    })
    return { account, buckets, tokens }
  }

  /** Replaces a reservation with actual usage; failed calls use nothing. */
  settle({ id, usage, status }: Pick<Exchange, 'id' | 'usage' | 'status'>): void {
    const reserved = this.#open.get(id)
    if (reserved === undefined) return
    this.#open.delete(id)
    const failed = status >= 400 || status === 0
    // Without a count, the estimate stays.
    if (usage === undefined && !failed) return
    const used = usage === undefined ? 0 : usedTokens(usage, reserved.outputRate)
    const more = used - reserved.tokens
    if (more === 0) return
    const corrections = reserved.from.map(({ bucket: { key, limit, periodMs }, period }) => ({
      key,
      limit,
      periodMs,
      period,
      more,
    }))
    this.#state.settle(reserved.session, corrections)
  }

  /** What the accounts of a session have left, in the order of their first calls. */
  state(session: Session): QuotaState[] | Promise<QuotaState[]> {
    return chain(this.#state.levels(session), quotaStates)
  }

  #account({ region, session }: Call, model: Model): Account | undefined {
    if (model.kind === 'unknown') return undefined
    const name = model.profile ?? model.foundation ?? model.sent
    const accounts = session.get(accountsSlot)
    const key = `${region} ${name}`
    const known = accounts.get(key)
    if (known !== undefined) return known
    const quota = this.#quotas.find(
      ({ model: { test } }) => test(name) || test(model.sent) || test(model.foundation ?? ''),
    )
    if (quota === undefined) return undefined
    if (accounts.size >= MAX_ACCOUNTS) accounts.clear()
    const buckets = KINDS.flatMap((kind) => {
      const limit = quota[kind.name]
      if (limit === undefined) return []
      const bucket = JSON.stringify([region, name, quota.model.text, kind.name])
      return [{ key: bucket, kind, limit, periodMs: kind.periodMs }]
    })
    const account = { quota, buckets }
    accounts.set(key, account)
    return account
  }
}

/** Buckets are named by what they limit, so that every server can tell. */
function quotaStates(levels: readonly BucketLevel[]): QuotaState[] {
  const states = new Map<string, QuotaState>()
  for (const { key, ...left } of levels) {
    if (!key.startsWith('[')) continue
    const [region = '', model = '', quota = '', kind = ''] = JSON.parse(key) as string[]
    const account = `${region} ${model}`
    const known = states.get(account) ?? { quota, model, region }
    states.set(account, { ...known, [kind]: left })
  }
  return [...states.values()]
}

/** Invalid bodies reserve nothing, because they will be rejected. */
function tokensOf(call: Call, model: Model): number {
  try {
    return reservedTokens(call.prompt(), model)
  } catch {
    return 0
  }
}
