import type { Json, JsonObject } from '../json.ts'
import type { ImageCounts } from './images.ts'
import type { Findings, Units, Verdict } from './verdict.ts'

// One verdict as AWS writes it: Converse and ApplyGuardrail sort the members, native bodies have a different order.

const BASE_MS = 180

/** How long AWS's guardrail takes is not predictable; this grows with the text and stays the same for it. */
export const latencyOf = ({ characters }: Verdict): number =>
  BASE_MS + Math.min(220, Math.ceil(characters.guarded / 25))

export const unitsOf = (units: Units, images?: ImageCounts): JsonObject => ({
  automatedReasoningPolicies: 0,
  automatedReasoningPolicyUnits: 0,
  contentPolicyImageUnits: images?.guarded ?? 0,
  ...units,
})

function detailsOf({ guardrail, origin = ['REQUEST'] }: Verdict): JsonObject {
  return {
    guardrailArn: guardrail.guardrailArn,
    guardrailId: guardrail.guardrailId,
    guardrailOrigin: [...origin],
    guardrailOwnership: 'SELF',
    guardrailVersion: guardrail.version,
  }
}

/** Images are named where a filter looks at them. */
const coverage = ({ images, characters }: Verdict): JsonObject => ({
  ...(images !== undefined && images.guarded > 0 && { images: { ...images } }),
  textCharacters: { ...characters },
})

/** As Converse has it: what found nothing is absent. */
export function assessment(verdict: Verdict): JsonObject {
  const { automatedReasoningPolicy, contentPolicy, contextualGroundingPolicy, ...rest } =
    verdict.findings
  return {
    appliedGuardrailDetails: detailsOf(verdict),
    ...(automatedReasoningPolicy && { automatedReasoningPolicy }),
    ...(contentPolicy && { contentPolicy }),
    ...(contextualGroundingPolicy && { contextualGroundingPolicy }),
    invocationMetrics: {
      guardrailCoverage: coverage(verdict),
      guardrailProcessingLatency: latencyOf(verdict),
      usage: unitsOf(verdict.units, verdict.images),
    },
    ...(rest as JsonObject),
  }
}

/** As ApplyGuardrail has it with `outputScope: FULL`: what is not configured is null. */
export function fullAssessment(verdict: Verdict): JsonObject {
  const { findings, units, characters, images } = verdict
  const whole = (name: keyof Findings): Json => (findings[name] as JsonObject | undefined) ?? null
  const { sensitiveInformationPolicy: sensitive, wordPolicy: words } = findings
  return {
    appliedGuardrailDetails: detailsOf(verdict),
    automatedReasoningPolicy: whole('automatedReasoningPolicy'),
    contentPolicy: whole('contentPolicy'),
    contextualGroundingPolicy: whole('contextualGroundingPolicy'),
    invocationMetrics: {
      guardrailCoverage: {
        images: images === undefined ? null : { ...images },
        textCharacters: { ...characters },
      },
      guardrailProcessingLatency: latencyOf(verdict),
      usage: unitsOf(units, images),
    },
    sensitiveInformationPolicy: sensitive
      ? { piiEntities: sensitive.piiEntities ?? null, regexes: sensitive.regexes ?? null }
      : null,
    topicPolicy: whole('topicPolicy'),
    wordPolicy: words
      ? {
          customWords: words.customWords ?? null,
          managedWordLists: words.managedWordLists ?? null,
        }
      : null,
  }
}

const POLICIES = [
  'topicPolicy',
  'contentPolicy',
  'wordPolicy',
  'sensitiveInformationPolicy',
  'contextualGroundingPolicy',
  'automatedReasoningPolicy',
] as const

const ENTRY = [
  'name',
  'type',
  'regex',
  'match',
  'threshold',
  'score',
  'confidence',
  'filterStrength',
  'action',
  'detected',
]

/** As the trace of a native body has it. */
export function nativeAssessment(verdict: Verdict): JsonObject {
  const { units, findings } = verdict
  const policies: JsonObject = {}
  for (const name of POLICIES) {
    const policy = findings[name] as Record<string, JsonObject[]> | undefined
    if (policy === undefined) continue
    policies[name] = Object.fromEntries(
      Object.entries(policy).map(([list, entries]) => [
        list,
        list === 'findings' ? entries : entries.map(inNativeOrder),
      ]),
    )
  }
  return {
    ...policies,
    invocationMetrics: {
      guardrailProcessingLatency: latencyOf(verdict),
      usage: {
        topicPolicyUnits: units.topicPolicyUnits,
        contentPolicyUnits: units.contentPolicyUnits,
        wordPolicyUnits: units.wordPolicyUnits,
        sensitiveInformationPolicyUnits: units.sensitiveInformationPolicyUnits,
        sensitiveInformationPolicyFreeUnits: units.sensitiveInformationPolicyFreeUnits,
        contextualGroundingPolicyUnits: units.contextualGroundingPolicyUnits,
      },
      guardrailCoverage: coverage(verdict),
    },
  }
}

function inNativeOrder(entry: JsonObject): JsonObject {
  const ordered: JsonObject = {}
  for (const name of ENTRY) {
    const value = entry[name]
    if (value !== undefined) ordered[name] = value
  }
  return ordered
}
