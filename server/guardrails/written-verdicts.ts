import type { JsonObject } from '../json.ts'

/** Entries of an assessment, by list, by policy. */
export type WrittenAssessment = Readonly<Record<string, Readonly<Record<string, JsonObject[]>>>>

export type WrittenVerdict = 'none' | 'blocked' | WrittenAssessment

/** The member `guardrail` of fixtures and faults: a side that is left out is judged as usual. */
export interface WrittenVerdicts {
  input?: WrittenVerdict
  output?: WrittenVerdict
}
