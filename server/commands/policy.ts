import { parseArgs } from 'node:util'
import { catalogueOf } from '../models/catalogue-of.ts'
import type { Catalogue } from '../models/models.ts'
import { operations, others } from '../bedrock/operations.ts'
import { ConfigError } from '../settings/config.ts'
import type { Config } from '../settings/settings.ts'
import { check } from './policy-check.ts'
import { suggest } from './policy-suggest.ts'

const USAGE = `bedrock-local policy check <policy.json> --operation <name> --model <id, profile or ARN>
    [--region <region>] [--role <role>] [--user <user>] [--bearer] [--context <key>=<value> ...]
bedrock-local policy suggest [--bearer]`

/** `bedrock-local policy`: 0 when allowed, 1 when denied. */
export function run([verb, ...args]: string[], config: Config): number | Promise<number> {
  const catalogue = catalogueOf(config)
  if (verb === 'check') return runCheck(args, config, catalogue)
  if (verb === 'suggest') {
    const { values } = parse(args, { bearer: { type: 'boolean', default: false } }, false)
    return suggest({ bearer: values['bearer'] === true, catalogue, config })
  }
  throw new ConfigError(`policy takes check or suggest:\n${USAGE}`)
}

function runCheck(args: string[], config: Config, catalogue: Catalogue): number {
  const { values, positionals } = parse(
    args,
    {
      operation: { type: 'string', default: 'Converse' },
      model: { type: 'string' },
      role: { type: 'string' },
      user: { type: 'string' },
      bearer: { type: 'boolean', default: false },
      context: { type: 'string', multiple: true, default: [] },
    },
    true,
  )
  const [file = config.policy, extra] = positionals
  if (file === undefined || extra !== undefined)
    throw new ConfigError(`policy check takes one file:\n${USAGE}`)
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined)
  return check({
    file,
    operation: operationNamed(text('operation') ?? ''),
    model: text('model'),
    role: text('role'),
    user: text('user'),
    bearer: values['bearer'] === true,
    context: contextOf(values['context']),
    region: config.region,
    catalogue,
  })
}

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>

function parse(args: string[], options: Options, allowPositionals: boolean) {
  try {
    return parseArgs({ args, options, allowPositionals })
  } catch (error) {
    throw new ConfigError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`)
  }
}

function operationNamed(name: string) {
  const all = [...operations, ...others]
  const found = all.find((operation) => operation.name.toLowerCase() === name.toLowerCase())
  if (found !== undefined) return found
  throw new ConfigError(
    `${name} is not an operation of Bedrock; one is ${operations.map((one) => one.name).join(', ')}`,
  )
}

/** `bedrock:ServiceTier=flex`; the same key again adds a value. */
function contextOf(given: unknown): Record<string, string[]> {
  const context: Record<string, string[]> = {}
  for (const pair of Array.isArray(given) ? given.map(String) : []) {
    const at = pair.indexOf('=')
    if (at < 1) throw new ConfigError(`--context takes key=value, not ${pair}`)
    const values = (context[pair.slice(0, at)] ??= [])
    values.push(pair.slice(at + 1))
  }
  return context
}
