import { catalogueOf } from '../models/catalogue-of.ts'
import { operations, others } from '../bedrock/operations.ts'
import { ConfigError } from '../settings/config.ts'
import type { Config } from '../settings/settings.ts'
import { didYouMean } from '../shape/nearest-name.ts'
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
  return check({
    ...flags,
    file: policy,
    operation: operationNamed(operation),
    context: contextOf(context),
    region: config.region,
    catalogue: catalogueOf(config),
  })
}

export function runSuggest(
  { bearer }: { bearer: boolean },
  _args: readonly string[],
  config: Config,
): Promise<number> {
  return suggest({ bearer, catalogue: catalogueOf(config), config })
}

function operationNamed(name: string) {
  const all = [...operations, ...others]
  const found = all.find((operation) => operation.name.toLowerCase() === name.toLowerCase())
  if (found !== undefined) return found
  throw new ConfigError(
    `unknown operation ${name}${
      didYouMean(
        name,
        all.map((one) => one.name),
      ) || `; some are ${operations.map((one) => one.name).join(', ')}`
    }`,
  )
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
