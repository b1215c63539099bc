import { given } from '../json-fields.ts'
import type { Model } from '../models/model.ts'
import type { Limits, Quota } from '../quotas/config.ts'
import { outputRateOf, usedTokens } from '../quotas/tokens.ts'
import { addUsage, newSums } from './sums.ts'
import type { Sums } from './sums.ts'
import { throttleOf } from './throttle.ts'
import type { Use, Uses } from './use.ts'

interface MinuteSums extends Sums {
  /** Its start, in UTC: `2026-01-31T12:04Z`. */
  minute: string
}

/** All calls of one model. */
export interface ModelSums extends Sums {
  limits: Limits | undefined
  /** The most in a minute; undefined if only totals are known. */
  peak: { calls: number; quotaTokens: number } | undefined
}

export interface Forecast {
  /** Oldest first; undefined if only totals are known. */
  minutes: MinuteSums[] | undefined
  /** The most expensive first. */
  models: ModelSums[]
  /** US dollars, without the models that have no price. */
  cost: number
}

interface Account {
  sums: ModelSums
  outputRate: number
  isThrottled: ((at: number, tokens: number) => boolean) | undefined
}

/** What calls would have cost, and how many of them quotas would have throttled, by minute and model. */
export function forecast(
  uses: Uses,
  resolve: (sent: string) => Model,
  quotas: readonly Quota[],
): Forecast {
  const accounts = new Map<string, Account>()
  const accountOf = (sent: string): Account => {
    const model = resolve(sent)
    const name = model.profile ?? model.foundation ?? sent
    let account = accounts.get(name)
    if (account === undefined)
      accounts.set(name, (account = newAccount(name, model, quotaOf(model, name, quotas))))
    return account
  }
  let minutes: MinuteSums[] | undefined
  if (uses.kind === 'calls') minutes = byMinute(uses.calls, accountOf)
  else
    for (const { model, calls, refused, usage } of uses.totals) {
      const { sums, outputRate } = accountOf(model)
      sums.calls += calls
      sums.refused += refused
      // Their times are unknown.
      sums.throttled = undefined
      addUsage(sums, usage, outputRate)
    }
  const models = [...accounts.values()].map(({ sums }) => sums)
  return {
    minutes,
    models: models.toSorted((a, b) => (b.cost ?? 0) - (a.cost ?? 0) || b.calls - a.calls),
    cost: models.reduce((sum, { cost = 0 }) => sum + cost, 0),
  }
}

function newAccount(name: string, model: Model, quota: Quota | undefined): Account {
  return {
    sums: {
      ...newSums(name, quota !== undefined),
      limits: quota && limitsOf(quota),
      peak: undefined,
    },
    outputRate: quota?.outputRate ?? outputRateOf(model),
    isThrottled: quota && throttleOf(quota),
  }
}

const quotaOf = ({ sent, foundation = '' }: Model, name: string, quotas: readonly Quota[]) =>
  quotas.find(({ model: { test } }) => test(name) || test(sent) || test(foundation))

function limitsOf({ requestsPerMinute, tokensPerMinute, tokensPerDay }: Quota): Limits {
  return given({ requestsPerMinute, tokensPerMinute, tokensPerDay })
}

function byMinute(calls: readonly Use[], accountOf: (sent: string) => Account): MinuteSums[] {
  const minutes = new Map<string, MinuteSums>()
  for (const use of calls.toSorted((a, b) => a.at - b.at)) {
    const account = accountOf(use.model)
    const minute = `${new Date(use.at).toISOString().slice(0, 16)}Z`
    const key = `${minute} ${account.sums.model}`
    let sums = minutes.get(key)
    if (sums === undefined) {
      const { model, throttled } = account.sums
      minutes.set(key, (sums = { minute, ...newSums(model, throttled !== undefined) }))
    }
    count(use, account, sums)
  }
  for (const { calls: inMinute, quotaTokens, model } of minutes.values()) {
    const { sums } = accountOf(model)
    sums.peak = {
      calls: Math.max(inMinute, sums.peak?.calls ?? 0),
      quotaTokens: Math.max(quotaTokens, sums.peak?.quotaTokens ?? 0),
    }
  }
  return [...minutes.values()]
}

/** Adds a call to the sums of its model and of its minute. */
function count({ at, status, usage }: Use, account: Account, minute: Sums): void {
  const { sums, outputRate, isThrottled } = account
  // A stream that broke off before its head was sent has the status 0.
  if (status >= 400 || status === 0) {
    sums.refused++
    minute.refused++
    return
  }
  const tokens = usage === undefined ? 0 : usedTokens(usage, outputRate)
  const throttled = isThrottled?.(at, tokens) === true
  for (const one of [sums, minute]) {
    one.calls++
    if (usage !== undefined) addUsage(one, usage, outputRate)
    if (throttled) one.throttled = (one.throttled ?? 0) + 1
  }
}
