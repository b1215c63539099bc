import type { Answer } from '../bedrock/answer.ts'
import type { Call } from '../bedrock/types.ts'
import type { Moderation } from './moderation.ts'
import type { Candidate } from '../store/match-result.ts'

/** One call on its way through the sources. */
export interface Attempt {
  readonly call: Call
  /** The fixture or recording that matches, once it was looked for. */
  candidate?: Candidate | undefined
  /** What AWS would refuse and the settings let pass. */
  warnings?: readonly string[]
  /** The guardrail that has let the input pass. */
  moderation?: Moderation
}

/** Something that may answer. Undefined: the next one is asked. */
export type AnswerSource = (attempt: Attempt) => Answer | Promise<Answer> | undefined
