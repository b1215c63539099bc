import type { JsonObject } from '../json.ts'
import type { Grounding } from './grounding.ts'
import type { ImageCounts } from './images.ts'
import type { Mask } from './mask.ts'
import type { Confidence } from './content-words.ts'
import type { FilterType, Guardrail } from './policy.ts'
import type { Side } from './sides.ts'

/** The texts that a guardrail judges, and their context. */
export interface Question {
  side: Side
  /** The texts that are guarded, one by one. */
  texts: readonly string[]
  /** The number of characters that are not guarded. */
  unguarded?: number
  ground?: Grounding | undefined
  /** How many images there are. */
  images?: number | undefined
  /** Also list what was not found. */
  full?: boolean
  /** A model's verdict on topics and content, instead of the rules. */
  opinion?: Opinion
}

export type GuardrailOrigin = 'REQUEST' | 'ACCOUNT_ENFORCED'

/** What a model finds in texts. */
export interface Opinion {
  /** Names of topics. */
  topics: ReadonlySet<string>
  filters: ReadonlyMap<FilterType, Confidence>
}

/** The policies of an assessment; one that is not configured, or found nothing, is absent. */
export interface Findings {
  automatedReasoningPolicy?: { findings: JsonObject[] }
  contentPolicy?: { filters: JsonObject[] }
  contextualGroundingPolicy?: { filters: JsonObject[] }
  sensitiveInformationPolicy?: { piiEntities?: JsonObject[]; regexes?: JsonObject[] }
  topicPolicy?: { topics: JsonObject[] }
  wordPolicy?: { customWords?: JsonObject[]; managedWordLists?: JsonObject[] }
}

export interface Verdict {
  guardrail: Guardrail
  side: Side
  /** Why the guardrail was used; by default, the request names it. */
  origin?: readonly GuardrailOrigin[]
  action: 'NONE' | 'BLOCKED' | 'MASKED'
  findings: Findings
  /** Per text, in order and without overlaps. */
  masks: readonly (readonly Mask[])[]
  units: Units
  characters: { guarded: number; total: number }
  /** Absent if there are none. */
  images?: ImageCounts | undefined
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

/** One line for each action. */
export const reasonOf = (...actions: readonly Verdict['action'][]): string =>
  actions.map((action) => REASONS[action]).join('\n')
