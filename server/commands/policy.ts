import { catalogueOf } from '../models/catalogue-of.ts'
import { ConfigError } from '../settings/config.ts'
import type { Config } from '../settings/settings.ts'
import { operationNamed } from '../policy/check-call.ts'
import { check } from './policy-check.ts'
import { suggest } from './policy-suggest.ts'

interface CheckFlags {
  operation: string
  model: string | undefined
  role: string | undefined
  user: string | undefined
  bearer: boolean
  context: readonly string[]
}

/** Exits with 0 if the call is allowed, 1 if it is denied. */
export function runCheck(
  { operation, context, ...flags }: CheckFlags,
  [file]: readonly string[],
  config: Config,
): number {
  const policy = file ?? config.policy
  if (policy === undefined)
    throw new ConfigError('policy check needs a file: name one, or set --policy')
  return check(
    policy,
    {
      ...flags,
      operation: operationNamed(operation),
      context: contextOf(context),
      region: config.region,
    },
    catalogueOf(config),
  )
}

export function runSuggest(
  { bearer }: { bearer: boolean },
  _args: readonly string[],
  config: Config,
): Promise<number> {
  return suggest({ bearer, catalogue: catalogueOf(config), config })
}

/** `bedrock:ServiceTier=flex`; the same key again adds a value. */
function contextOf(given: readonly string[]): Record<string, string[]> {
  const context: Record<string, string[]> = {}
  for (const pair of given) {
    const at = pair.indexOf('=')
    if (at < 1) throw new ConfigError(`--context must be key=value, not ${pair}`)
    const values = (context[pair.slice(0, at)] ??= [])
    values.push(pair.slice(at + 1))
  }
  return context
}
