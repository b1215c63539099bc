import type { AwsError } from '../aws/errors.ts'
import type { WrittenVerdicts } from '../guardrails/written-verdicts.ts'
import type { Guarded } from '../guardrails/guarded.ts'
import type { Delta } from '../neutral/delta.ts'
import type { Message, Reply, Usage } from '../neutral/reply.ts'
import type { Headers } from '../aws/headers.ts'

export const sources = [
  'recording',
  'fixture',
  'model',
  'invented',
  'catalogue',
  'upstream',
  'fault',
  'auth',
  'policy',
  'quota',
  'validation',
  'miss',
  'server',
] as const

export type Source = (typeof sources)[number]

/** The pace of a stream. `instant` never waits; the others determine when each frame is due. */
export type Pace =
  | { kind: 'instant' }
  | { kind: 'tokens'; firstByteMs: number; tokensPerSecond: number }
  | { kind: 'recorded'; speed: number }

/** What ends a stream early, after the given number of events. */
export interface Break {
  after: number
  by: AwsError | 'cut' | 'reset' | 'stall'
}

/** One event of a recorded stream; the payload is the text that was received. */
export interface RecordedEvent {
  type: string
  payload: string
  atMs: number
  exception?: true
  id?: string
}

/** The outcome of recording an answer: its file, or why there is none. */
export type Recorded = { file: string } | { level: 'info' | 'warn' | 'error'; why: string }

/** Why a fixture did not match, closest first. */
export interface Miss {
  fixture: string
  reasons: string[]
}

/** A model server's part in an answer. The figures are known at its end. */
export interface Served {
  /** The server's name for the model. */
  model: string
  /** Until the first piece of the answer. */
  firstTextMs?: number
  tokensPerSecond?: number
  /** The server's own counts; `usage` has Bedrock's. */
  usage?: Usage
}

/** Details of an answer in deltas, known after the last one. */
export interface Arrived {
  /** As far as it has come. */
  message?: Message
  /** What broke it off. */
  error?: AwsError
  guarded?: Guarded
}

/** An answer, before it is serialized. */
export type Answer = {
  source: Source
  /** The name of the fixture or recording. */
  fixture?: string
  misses?: Miss[]
  /** The fault of the fixture, if any. */
  fault?: Struck
  /** Warnings for the log, such as errors ignored by --lenient or an unknown model. */
  warnings?: string[]
  /** How a guardrail intervened. */
  guarded?: Guarded
  /** The model server that answered. */
  served?: Served
} & (
  | { kind: 'reply'; reply: Reply; pace: Pace; breaks?: Break; stable?: object; chunks?: string[] }
  | {
      kind: 'recorded'
      status: number
      headers: Headers
      pace: Pace
      body: Buffer | RecordedEvent[]
    }
  | {
      kind: 'arriving'
      status: number
      headers: Headers
      chunks: AsyncIterable<Buffer>
      /** The complete body, if it came with its head. */
      whole?: Buffer | undefined
      /** Resolves after the client has its last byte. */
      recorded?: Promise<Recorded>
    }
  /** Worded while it arrives; only for operations that stream. */
  | { kind: 'deltas'; deltas: AsyncIterable<Delta>; arrived: Arrived }
  | { kind: 'error'; error: AwsError }
  /** A fixture leaves the answer to the model server; resolve/ asks it. */
  | { kind: 'model' }
  /** No byte is sent; the fault determines how the connection ends. */
  | { kind: 'nothing' }
)

/** The compiled effect of a fault. */
export interface Action {
  /** Answered at once, without any other source. */
  error?: AwsError
  /** No byte is sent, and no other source is called. */
  instead?: 'cut' | 'stall' | 'refuse'
  /** How a stream ends early: after a number of events, or within the next one. */
  breaks?: { after: number; within: boolean; by: AwsError | 'cut' | 'reset' | 'stall' }
  pause?: { after: number; ms: number }
  /** The number of the event that gets a wrong checksum. */
  corrupt?: number
  delayMs?: number
  betweenMs?: number
  byteMs?: number
  /** Overrides the verdict of guardrails. */
  guardrail?: WrittenVerdicts
}

/** A fault that has struck a call. */
export interface Struck {
  name: string
  action: Action
}

/** The effect of faults on a call before it is answered: a fault for the answer to come, an answer, or both. */
export interface Strike {
  struck?: Struck
  answer?: Answer
}
