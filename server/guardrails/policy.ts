import type { Session } from '../sessions.ts'

// One version of a guardrail, with the members of GetGuardrail's response. It is plain JSON: a version is a frozen copy
// of DRAFT, and the journal and the admin API can show it as it is.

/** The action for a finding of a topic, a content filter, a word list or the grounding check. */
export type BlockAction = 'BLOCK' | 'NONE'

export type SensitiveAction = 'BLOCK' | 'ANONYMIZE' | 'NONE'

/** The members that every policy entry may have for the two sides of a conversation; `*Enabled` is true when absent. */
export interface Sides<Action> {
  inputAction?: Action
  outputAction?: Action
  inputEnabled?: boolean
  outputEnabled?: boolean
}

interface Tier {
  tierName: 'CLASSIC' | 'STANDARD'
}

export interface Topic extends Sides<BlockAction> {
  name: string
  definition: string
  examples?: string[]
  type?: 'DENY'
}

export type FilterType = 'SEXUAL' | 'VIOLENCE' | 'HATE' | 'INSULTS' | 'MISCONDUCT' | 'PROMPT_ATTACK'

export type Strength = 'NONE' | 'LOW' | 'MEDIUM' | 'HIGH'

interface ContentFilter extends Sides<BlockAction> {
  type: FilterType
  inputStrength: Strength
  outputStrength: Strength
  inputModalities?: ('TEXT' | 'IMAGE')[]
  outputModalities?: ('TEXT' | 'IMAGE')[]
}

export interface Word extends Sides<BlockAction> {
  text: string
}

interface ManagedWordList extends Sides<BlockAction> {
  type: 'PROFANITY'
}

export interface PiiEntity extends Sides<SensitiveAction> {
  /** One of the 31 types of AWS's model, such as EMAIL. */
  type: string
  action: SensitiveAction
}

export interface CustomRegex extends Sides<SensitiveAction> {
  name: string
  description?: string
  pattern: string
  action: SensitiveAction
}

export interface GroundingFilter {
  type: 'GROUNDING' | 'RELEVANCE'
  threshold: number
  action?: BlockAction
  enabled?: boolean
}

/** What a guardrail checks. */
export interface GuardrailPolicies {
  topicPolicy?: { topics: Topic[]; tier?: Tier }
  contentPolicy?: { filters: ContentFilter[]; tier?: Tier }
  wordPolicy?: { words?: Word[]; managedWordLists?: ManagedWordList[] }
  sensitiveInformationPolicy?: { piiEntities?: PiiEntity[]; regexes?: CustomRegex[] }
  contextualGroundingPolicy?: { filters: GroundingFilter[] }
  automatedReasoningPolicy?: { policies: string[]; confidenceThreshold?: number }
}

export interface Guardrail extends GuardrailPolicies {
  guardrailId: string
  guardrailArn: string
  name: string
  description?: string
  /** `DRAFT`, `1`, `2`, ... */
  version: string
  status: 'CREATING' | 'UPDATING' | 'VERSIONING' | 'READY' | 'FAILED' | 'DELETING'
  blockedInputMessaging: string
  blockedOutputsMessaging: string
  crossRegionDetails?: { guardrailProfileId: string; guardrailProfileArn: string }
  kmsKeyArn?: string
  statusReasons?: string[]
  failureRecommendations?: string[]
  /** As the control plane writes times: ISO 8601. */
  createdAt: string
  updatedAt: string
}

/** The guardrail that an account enforces on a call. */
export interface Enforcement {
  /** Undefined if it no longer exists. */
  guardrail: Guardrail | undefined
  /** Its id and version, for people. */
  name: string
  /** Whether it also reads unmarked content. */
  everyMessage: boolean
  everySystem: boolean
}

/** Finds what a request names. */
export interface Guardrails {
  /** The guardrails that the account enforces on one of these models, by any of its ids. */
  enforcedOn(
    models: readonly (string | undefined)[],
    session: Session,
    region: string,
  ): Enforcement | undefined
  /** `identifier` is an id or an ARN. Undefined for an unknown id or version, and for one of another region or session. */
  find(identifier: string, version: string, session: Session, region: string): Guardrail | undefined
}
