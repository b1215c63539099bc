import type { WrittenFault } from '../faults/rule.ts'

/** The kind of failure in a case, which determines what a good client does. The checks of `findings.ts` follow from it. */
export type Trouble =
  /** Passes after a call or two. */
  | 'passing'
  /** Every call fails, but another one might not. */
  | 'lasting'
  /** The quota of the day is used up. */
  | 'daily'
  /** The same call can never succeed. */
  | 'permanent'
  /** The first call gets no answer. */
  | 'silent'
  /** The first stream breaks. */
  | 'broken'
  /** Every answer ends early, with max_tokens. */
  | 'cut off'
  /** Every answer is empty. */
  | 'empty'
  /** Every answer begins with a block that is not text. */
  | 'blocks'

/** One run of the command. */
export interface DrillCase {
  name: string
  /** The failure, in a few words. */
  about: string
  trouble: Trouble
  /** Only for commands that stream. */
  streams?: true
  fault?: Omit<WrittenFault, 'name' | 'match'>
  /** Strikes only the models that the plain run called, so that a fallback is answered. */
  perModel?: true
  /** The answer to give instead of the plain run's text. */
  answer?: (text: string) => object
  /** A note for its findings. */
  hint?: string
}

/** How a run ended. */
export interface RunEnd {
  /** Null if it was stopped. A function that returns counts as 0, one that throws as 1. */
  exitCode: number | null
  timedOut: boolean
  ms: number
  /** Its output, or what the function returned or threw. */
  output: string
}

/** One call of a run, from the journal. */
export interface SeenCall {
  /** The same for all attempts at one question, whichever model is asked. */
  question: string
  prompt: string
  model: string
  streams: boolean
  at: number
  endedAt: number
  /** Hit by the fault, or given the answer of the case. */
  struck: boolean
  /** Answered completely, by the source that would have answered without the drill. */
  answered: boolean
  text: string
}

/** The run without failures, to compare the others with. */
export interface Baseline {
  calls: readonly SeenCall[]
  ending: RunEnd
}

/** What happened in one run. */
export interface Observation extends RunEnd {
  trouble: Trouble
  /** Calls for the first question that was affected. */
  attempts: number
  /** How many of them struck the same model. */
  struck: number
  /** The same question in the plain run. */
  usual: number
  /** Between the end of an attempt and the start of the next. */
  waitsMs: number[]
  answered: boolean
  /** Whether there were more calls than in the plain run. */
  askedAgain: boolean
  /** By exit code, or by an HTTP status in the output. */
  failed: boolean
  /** Whether the output says that something is wrong or missing, in words that the plain run did not use. */
  admits: boolean
  /** Whether the output shows a bug in the program. */
  crashed: boolean
  /** Which part of the plain answer is in the output; undefined if the plain run does not show its answer. */
  shown?: string
  /** Whether `shown` is the whole answer. */
  showsAll: boolean
}

export interface DrillFinding {
  kind: string
  /** What happened, and what to do about it. */
  advice: string
}

/** One row of the report. */
export interface CaseReport {
  name: string
  about: string
  /** Why it was not run. */
  skipped?: string
  attempts: number
  waitsMs: number[]
  exitCode: number | null
  timedOut: boolean
  ms: number
  /** The part of a broken answer that was taken for the whole answer. */
  accepted?: string
  findings: DrillFinding[]
  /** The end of its output. */
  output: string
}

export interface DrillReport {
  /** What was run. */
  target: string
  /** No case has a finding. */
  ok: boolean
  plain: { calls: number; ms: number }
  cases: CaseReport[]
}
