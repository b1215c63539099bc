import { catalogueOf } from '../models/catalogue-of.ts'
import type { Catalogue } from '../models/models.ts'
import { operations, others } from '../bedrock/operations.ts'
import { ConfigError } from '../settings/config.ts'
import type { Config } from '../settings/settings.ts'
import { didYouMean } from '../shape/nearest-name.ts'
import { parseOptions } from './options.ts'
import { check } from './policy-check.ts'
import { suggest } from './policy-suggest.ts'

const USAGE = `bedrock-local policy check <policy.json> --operation <name> --model <id, profile or ARN>
    [--region <region>] [--role <role>] [--user <user>] [--bearer] [--context <key>=<value> ...]
bedrock-local policy suggest [--bearer]`

/** `bedrock-local policy`. The check exits with 0 if the call is allowed, 1 if it is denied. */
export function run([verb, ...args]: string[], config: Config): number | Promise<number> {
  const catalogue = catalogueOf(config)
  if (verb === 'check') return runCheck(args, config, catalogue)
  if (verb === 'suggest') {
    const { values } = parseOptions('policy suggest', args, { bearer: { type: 'boolean' } })
    return suggest({ bearer: values.bearer === true, catalogue, config })
  }
  const given =
    verb === undefined
      ? 'policy needs a command'
      : `unknown command policy ${verb}${didYouMean(verb, ['check', 'suggest'])}`
  throw new ConfigError(`${given}\n${USAGE}`)
}

function runCheck(args: string[], config: Config, catalogue: Catalogue): number {
  const { values, positionals } = parseOptions(
    'policy check',
    args,
    {
      operation: { type: 'string', default: 'Converse' },
      model: { type: 'string' },
      role: { type: 'string' },
      user: { type: 'string' },
      bearer: { type: 'boolean' },
      context: { type: 'string', multiple: true },
    },
    'arguments',
  )
  const [file = config.policy, extra] = positionals
  if (file === undefined || extra !== undefined)
    throw new ConfigError(`policy check needs one file:\n${USAGE}`)
  return check({
    file,
    operation: operationNamed(values.operation),
    model: values.model,
    role: values.role,
    user: values.user,
    bearer: values.bearer === true,
    context: contextOf(values.context ?? []),
    region: config.region,
    catalogue,
  })
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
