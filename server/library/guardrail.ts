interface Entry {
  /** BLOCKED by default; ANONYMIZED for personal data and regular expressions. */
  action?: 'BLOCKED' | 'ANONYMIZED' | 'NONE'
  /** true by default. */
  detected?: boolean
}

interface Match extends Entry {
  /** The text that it found. It is masked wherever it occurs. */
  match: string
}

type Level = 'NONE' | 'LOW' | 'MEDIUM' | 'HIGH'

/** What a guardrail found, in the shape of AWS's traces. */
interface GuardrailAssessment {
  topicPolicy?: { topics: readonly (Entry & { name: string; type?: 'DENY' })[] }
  contentPolicy?: {
    filters: readonly (Entry & {
      type: 'SEXUAL' | 'VIOLENCE' | 'HATE' | 'INSULTS' | 'MISCONDUCT' | 'PROMPT_ATTACK'
      /** HIGH by default. */
      confidence?: Level
      filterStrength?: Level
    })[]
  }
  wordPolicy?: {
    customWords?: readonly Match[]
    managedWordLists?: readonly (Match & { type?: 'PROFANITY' })[]
  }
  sensitiveInformationPolicy?: {
    piiEntities?: readonly (Match & { type: string })[]
    regexes?: readonly (Match & { name: string; regex?: string })[]
  }
  contextualGroundingPolicy?: {
    filters: readonly (Entry & {
      type: 'GROUNDING' | 'RELEVANCE'
      score: number
      threshold?: number
    })[]
  }
  automatedReasoningPolicy?: { findings: readonly object[] }
  /** Accepted so that real traces can be pasted. */
  invocationMetrics?: object
  appliedGuardrailDetails?: object
}

/** Overrides the verdict of the request's guardrail; an omitted side is judged as usual. */
export interface GuardrailVerdicts {
  /** `none` finds nothing; `blocked` blocks by the first policy that can. */
  input?: 'none' | 'blocked' | GuardrailAssessment
  output?: 'none' | 'blocked' | GuardrailAssessment
}
