import { regex } from '../text/regex.ts'
import type { GuardrailPolicies } from './policy.ts'

// Checks beyond the shape of a request. The messages for limits in AWS's model were observed; the others are our own.

interface Definition {
  policies: GuardrailPolicies
  /** The id of the guardrail profile that carries requests to other regions. */
  profile?: string
  /** The region in which the profile must be available. */
  region?: string
}

type Check = (definition: Definition) => string | undefined

const MAX_CLASSIC_DEFINITION = 200
const MAX_THRESHOLD = 0.99

/** Profiles by the prefix of a region's name; the first match is used. */
const PROFILES: readonly (readonly [region: string, prefixes: readonly string[]])[] = [
  ['us-gov-', ['us-gov']],
  ['us-', ['us']],
  ['ca-', ['ca', 'us']],
  ['eu-', ['eu']],
  ['ap-', ['apac', 'au', 'jp']],
]

const CHECKS: readonly Check[] = [
  ({ policies }) =>
    Object.keys(policies).length === 0
      ? 'The guardrail must have at least one policy configured.'
      : undefined,
  ({ policies: { topicPolicy, contentPolicy }, profile }) =>
    profile === undefined &&
    [topicPolicy, contentPolicy].some((policy) => policy?.tier?.tierName === 'STANDARD')
      ? 'The STANDARD tier requires cross-Region inference. Specify a guardrail profile in crossRegionConfig.'
      : undefined,
  ({ profile, region }) => {
    if (profile === undefined || region === undefined) return undefined
    const allowed = PROFILES.find(([start]) => region.startsWith(start))?.[1] ?? []
    return allowed.includes(profile.slice(0, profile.indexOf('.')))
      ? undefined
      : `The guardrail profile ${profile} is not available in ${region}.`
  },
  definitions,
  duplicates,
  ({ policies: { contentPolicy } }) =>
    contentPolicy?.filters.some(
      ({ type, outputStrength }) => type === 'PROMPT_ATTACK' && outputStrength !== 'NONE',
    )
      ? 'The output strength of the PROMPT_ATTACK filter must be NONE.'
      : undefined,
  ({ policies: { contextualGroundingPolicy } }) => {
    const wrong = contextualGroundingPolicy?.filters.find(
      ({ threshold }) => threshold > MAX_THRESHOLD,
    )
    return (
      wrong &&
      `The threshold of the ${wrong.type} filter must be between 0 and ${MAX_THRESHOLD}, not ${wrong.threshold}.`
    )
  },
  patterns,
]

/** Why the service refuses a guardrail; undefined for a valid one. */
export function refusalOf(definition: Definition): string | undefined {
  for (const check of CHECKS) {
    const message = check(definition)
    if (message !== undefined) return message
  }
  return undefined
}

/** The STANDARD tier takes longer definitions. */
function definitions({ policies: { topicPolicy } }: Definition): string | undefined {
  if (topicPolicy === undefined || topicPolicy.tier?.tierName === 'STANDARD') return undefined
  const failures = topicPolicy.topics.flatMap(({ definition }, index) =>
    Array.from(definition).length > MAX_CLASSIC_DEFINITION
      ? `Value at 'topicPolicyConfig.topicsConfig.${index + 1}.member.definition' failed to satisfy constraint: Member must have length less than or equal to ${MAX_CLASSIC_DEFINITION}`
      : [],
  )
  if (failures.length === 0) return undefined
  const noun = failures.length === 1 ? 'error' : 'errors'
  return `${failures.length} validation ${noun} detected: ${failures.join('; ')}`
}

function duplicates({ policies }: Definition): string | undefined {
  const { topicPolicy, contentPolicy, wordPolicy } = policies
  const { sensitiveInformationPolicy: sensitive, contextualGroundingPolicy: grounding } = policies
  const lists: readonly (readonly [what: string, keys: readonly string[] | undefined])[] = [
    ['topic name', topicPolicy?.topics.map(({ name }) => name)],
    ['content filter', contentPolicy?.filters.map(({ type }) => type)],
    ['managed word list', wordPolicy?.managedWordLists?.map(({ type }) => type)],
    ['PII entity type', sensitive?.piiEntities?.map(({ type }) => type)],
    ['regex name', sensitive?.regexes?.map(({ name }) => name)],
    ['contextual grounding filter', grounding?.filters.map(({ type }) => type)],
  ]
  for (const [what, keys = []] of lists) {
    const twice = keys.find((key, index) => keys.indexOf(key) !== index)
    if (twice !== undefined) return `The ${what} ${twice} is configured more than once.`
  }
  return undefined
}

function patterns({ policies: { sensitiveInformationPolicy } }: Definition): string | undefined {
  for (const { name, pattern } of sensitiveInformationPolicy?.regexes ?? []) {
    try {
      regex(pattern)
    } catch (thrown) {
      return `The pattern of the regex ${name} is not valid: ${(thrown as Error).message}.`
    }
  }
  return undefined
}
