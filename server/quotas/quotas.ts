import { AwsError } from '../aws/errors.ts'
import type { Call } from '../bedrock/types.ts'
import { slot } from '../sessions.ts'
import type { Session } from '../sessions.ts'
import { Bucket } from './bucket.ts'
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

type State = ReturnType<Bucket['state']>

/** The quotas of one model in one session. */
export interface QuotaState {
  /** The glob in the config. */
  quota: string
  /** The model or the profile; AWS counts cross-region calls separately. */
  model: string
  region: string
  requestsPerMinute?: State
  tokensPerMinute?: State
  tokensPerDay?: State
}

interface Account {
  quota: Quota
  model: string
  region: string
  buckets: { kind: (typeof KINDS)[number]; bucket: Bucket }[]
}

/** A call's reservation until it is settled. */
interface Taken {
  tokens: number
  outputRate: number
  from: { bucket: Bucket; period: number }[]
}

// Clients choose session names, so their number is limited.
const MAX_ACCOUNTS = 2_000
const accountsSlot = slot(() => new Map<string, Account>())

/** Request and token quotas per minute and day, by model, region and session. */
export class Quotas {
  readonly #quotas: readonly Quota[]
  readonly #now: () => number
  readonly #open = new Map<string, Taken>()

  constructor(quotas: readonly Quota[], now: () => number) {
    this.#quotas = quotas
    this.#now = now
  }

  get any(): boolean {
    return this.#quotas.length > 0
  }

  /** Reserves quota for a call, all or nothing. Throws AWS's throttling error if there is not enough. */
  take(call: Call): void {
    if (call.operation.write === undefined) return
    const model = call.model()
    const account = this.#account(call, model)
    if (account === undefined) return
    const now = this.#now()
    const counts = account.buckets.some(({ kind }) => kind.name !== 'requestsPerMinute')
    const tokens = counts ? tokensOf(call, model) : 0
    const needs = (kind: Account['buckets'][number]['kind']) =>
      kind.name === 'requestsPerMinute' ? 1 : tokens
    for (const { kind, bucket } of account.buckets)
      if (!bucket.has(needs(kind), now))
        throw new AwsError('ThrottlingException', kind.message, { refuser: 'quota' })
    const from = account.buckets.flatMap(({ kind, bucket }) => {
      const period = bucket.take(needs(kind), now)
      return kind.name === 'requestsPerMinute' ? [] : [{ bucket, period }]
    })
    const outputRate = account.quota.outputRate ?? outputRateOf(model)
    if (from.length > 0) this.#open.set(call.id, { tokens, outputRate, from })
  }

  /** Replaces a reservation with actual usage; failed calls use nothing. */
  settle({ id, usage, status }: Pick<Exchange, 'id' | 'usage' | 'status'>): void {
    const taken = this.#open.get(id)
    if (taken === undefined) return
    this.#open.delete(id)
    const failed = status >= 400 || status === 0
    // Without a count, the estimate stays.
    if (usage === undefined && !failed) return
    const used = usage === undefined ? 0 : usedTokens(usage, taken.outputRate)
    const now = this.#now()
    for (const { bucket, period } of taken.from) bucket.correct(used - taken.tokens, period, now)
  }

  state(session: Session): QuotaState[] {
    const now = this.#now()
    return [...session.get(accountsSlot).values()].map(({ quota, model, region, buckets }) => ({
      quota: quota.model.text,
      model,
      region,
      ...Object.fromEntries(buckets.map(({ kind, bucket }) => [kind.name, bucket.state(now)])),
    }))
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
    const now = this.#now()
    const buckets = KINDS.flatMap((kind) => {
      const limit = quota[kind.name]
      return limit === undefined ? [] : [{ kind, bucket: new Bucket(limit, kind.periodMs, now) }]
    })
    const account = { quota, model: name, region, buckets }
    accounts.set(key, account)
    return account
  }
}

/** Invalid bodies reserve nothing, because they will be rejected. */
function tokensOf(call: Call, model: Model): number {
  try {
    return reservedTokens(call.prompt(), model)
  } catch {
    return 0
  }
}
