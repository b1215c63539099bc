import type { AwsError } from '../aws/errors.ts'
import type { Guarded } from '../guardrails/guarded.ts'
import type { Reply } from '../neutral/reply.ts'
import type { Headers } from '../aws/headers.ts'

export const sources = [
  'recording',
  'fixture',
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

/** How fast a stream goes out. `instant` waits for nothing; the others say when each frame is due. */
export type Pace =
  | { kind: 'instant' }
  | { kind: 'tokens'; firstByteMs: number; tokensPerSecond: number }
  | { kind: 'recorded'; speed: number }

/** What ends a stream early, after so many of its events. */
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

/** What became of an answer in record mode: the file that holds it, or why there is none. */
export type Recorded = { file: string } | { level: 'info' | 'warn' | 'error'; why: string }

/** Why a fixture did not match, closest first. */
export interface Miss {
  fixture: string
  reasons: string[]
}

/** One response, decided but not yet worded. */
export type Answer = {
  source: Source
  /** The name of the fixture or recording that answers. */
  fixture?: string
  misses?: Miss[]
  /** What the fixture says goes wrong on the answer's way. */
  fault?: Struck
  /** Warnings for the log: a verdict that --lenient let pass, an unknown model that was accepted. */
  warnings?: string[]
  /** What a guardrail did to it. */
  guarded?: Guarded
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
      /** Resolves after the client has its last byte. */
      recorded?: Promise<Recorded>
    }
  | { kind: 'error'; error: AwsError }
  /** No byte is sent: the connection ends as the fault says. */
  | { kind: 'nothing' }
)

/** What a fault does, ready to be done. */
export interface Action {
  /** Answered at once; nobody else is asked. */
  error?: AwsError
  /** No byte is sent; nobody else is asked. */
  instead?: 'cut' | 'stall' | 'refuse'
  /** How a stream ends early: after so many events, or within the next one. */
  breaks?: { after: number; within: boolean; by: AwsError | 'cut' | 'reset' | 'stall' }
  pause?: { after: number; ms: number }
  /** The number of the event that gets a wrong checksum. */
  corrupt?: number
  delayMs?: number
  betweenMs?: number
  byteMs?: number
}

/** A fault that has struck a call. */
export interface Struck {
  name: string
  action: Action
}

/** What faults make of a call before it is answered: a fault for the answer to come, an answer of their own, or both. */
export interface Strike {
  struck?: Struck
  answer?: Answer
}
