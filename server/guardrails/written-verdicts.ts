import type { JsonObject } from '../json.ts'

/** Entries of an assessment, by list, by policy; null is not configured. */
export type WrittenAssessment = Readonly<Record<string, WrittenPolicy | null>>

type WrittenPolicy = Readonly<Record<string, JsonObject[] | null>>

export type WrittenVerdict = 'none' | 'blocked' | WrittenAssessment

/** The member `guardrail` of fixtures and faults: a side that is left out is judged as usual. */
export interface WrittenVerdicts {
  input?: WrittenVerdict
  output?: WrittenVerdict
}
