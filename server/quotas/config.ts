import { ConfigError } from '../settings/config.ts'
import { isObject } from '../json.ts'
import { check } from '../shape/check.ts'
import { member, whole } from '../shape/shape.ts'
import type { ObjectShape } from '../shape/shape.ts'
import { glob } from '../matching/glob.ts'
import type { Glob } from '../matching/glob.ts'

export interface Limits {
  requestsPerMinute?: number
  tokensPerMinute?: number
  tokensPerDay?: number
}

export interface Quota extends Limits {
  model: Glob
  /** How much an output token counts; depends on the model by default. */
  outputRate?: number
}

const quotaShape: ObjectShape = {
  kind: 'object',
  members: {
    requestsPerMinute: member(whole(0), 'Calls a minute.'),
    tokensPerMinute: member(whole(0), 'Tokens per minute, of requests and answers together.'),
    tokensPerDay: member(whole(0), 'Tokens in 24 hours.'),
    outputRate: member(
      { kind: 'number', min: 0, max: 1_000 },
      'How much an output token counts; 5 for Claude 3.7 and later, as on AWS, otherwise 1.',
    ),
  },
}

/** Text units a second by policy, and requests of ApplyGuardrail a second. */
export type GuardrailLimits = Partial<Record<GuardrailLimit, number>>

export const guardrailLimits = [
  'requestsPerSecond',
  'topicPolicy',
  'contentPolicy',
  'wordPolicy',
  'sensitiveInformationPolicy',
  'contextualGroundingPolicy',
] as const

type GuardrailLimit = (typeof guardrailLimits)[number]

const guardrailShape: ObjectShape = {
  kind: 'object',
  members: Object.fromEntries(
    guardrailLimits.map((name) => [
      name,
      member(
        whole(0),
        name === 'requestsPerSecond' ? 'Calls of ApplyGuardrail.' : 'Text units per second.',
      ),
    ]),
  ),
}

/** The key in `quotas` that no model has. */
const GUARDRAILS = 'guardrails'

/** Parses the limits of guardrails in the `quotas` setting. */
export function readGuardrailQuotas(written: unknown): GuardrailLimits | undefined {
  const limits = isObject(written) ? written[GUARDRAILS] : undefined
  if (limits === undefined) return undefined
  const findings = check(limits, guardrailShape, ['quotas', GUARDRAILS])
  if (findings.length > 0) throw new ConfigError(findings.map(({ message }) => message).join('\n'))
  return limits as GuardrailLimits
}

/** Parses the `quotas` setting: limits by model glob. Throws one error with all problems. */
export function readQuotas(written: unknown): Quota[] {
  if (written === undefined) return []
  if (!isObject(written)) {
    throw new ConfigError(
      'quotas takes an object such as {"amazon.nova-*": {"requestsPerMinute": 60}}',
    )
  }
  const problems: string[] = []
  const quotas: Quota[] = []
  for (const [model, limits] of Object.entries(written)) {
    if (model === GUARDRAILS) continue
    const findings = check(limits, quotaShape, ['quotas', model])
    problems.push(...findings.map(({ message }) => message))
    if (findings.length > 0) continue
    const { outputRate, ...given } = limits as Omit<Quota, 'model'>
    if (Object.keys(given).length === 0) {
      problems.push(
        `quotas.${model} limits nothing; expected one of requestsPerMinute, tokensPerMinute, tokensPerDay`,
      )
    }
    quotas.push({ model: glob(model), ...given, ...(outputRate !== undefined && { outputRate }) })
  }
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return quotas
}
