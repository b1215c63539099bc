import type { JsonObject } from '../json.ts'
import type { Ground } from './grounding.ts'
import type { Mask } from './mask.ts'
import type { Guardrail } from './policy.ts'
import type { Side } from './sides.ts'

/** What a guardrail is asked. */
export interface Question {
  side: Side
  /** The texts that are guarded, one by one. */
  texts: readonly string[]
  /** How many characters there are beside them. */
  unguarded?: number
  ground?: Ground | undefined
  /** Tell what was not found, too. */
  full?: boolean
}

/** The policies of an assessment; one that is not configured, or found nothing, is absent. */
export interface Findings {
  contentPolicy?: { filters: JsonObject[] }
  contextualGroundingPolicy?: { filters: JsonObject[] }
  sensitiveInformationPolicy?: { piiEntities?: JsonObject[]; regexes?: JsonObject[] }
  topicPolicy?: { topics: JsonObject[] }
  wordPolicy?: { customWords?: JsonObject[]; managedWordLists?: JsonObject[] }
}

export interface Verdict {
  guardrail: Guardrail
  action: 'NONE' | 'BLOCKED' | 'MASKED'
  findings: Findings
  /** Per text, in order and without overlaps. */
  masks: readonly (readonly Mask[])[]
  units: Units
  characters: { guarded: number; total: number }
}

export interface Units {
  contentPolicyUnits: number
  contextualGroundingPolicyUnits: number
  sensitiveInformationPolicyFreeUnits: number
  sensitiveInformationPolicyUnits: number
  topicPolicyUnits: number
  wordPolicyUnits: number
}

const REASONS = {
  NONE: 'No action.',
  BLOCKED: 'Guardrail blocked.',
  MASKED: 'Guardrail masked.',
} as const

/** One line for each verdict. */
export const reasonOf = (verdicts: readonly Verdict[]): string =>
  verdicts.map(({ action }) => REASONS[action]).join('\n')
