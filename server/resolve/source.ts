import type { Answer, Struck } from '../bedrock/answer.ts'
import type { Call } from '../bedrock/types.ts'
import type { Moderation } from './moderation.ts'
import type { Candidate } from '../store/match-result.ts'

/** The state of a call while sources are tried. */
export interface Attempt {
  /** As the model sees it, once a guardrail has masked it. */
  call: Call
  /** The fault that has struck the call. */
  readonly struck?: Struck | undefined
  /** The fixtures and recordings that may answer, after the lookup. */
  candidates?: readonly Candidate[]
  /** The next of them. */
  candidate?: Candidate | undefined
  /** Validation errors that the settings turn into warnings. */
  warnings?: readonly string[]
  /** The guardrail that has let the input pass. */
  moderation?: Moderation
}

/** A source of answers. Returns undefined to try the next one. */
export type AnswerSource = (
  attempt: Attempt,
) => Answer | undefined | Promise<Answer> | Promise<Answer | undefined>
