import type { Headers } from '../aws/headers.ts'
import type { JsonObject } from '../json.ts'
import type { Stub } from './wiremock/stub.ts'

/** A request and its answer, from a file of another tool. */
export interface ImportedExchange {
  method: string
  /** The whole URL, or the path if the tool keeps no host. */
  url: string
  requestHeaders: Headers
  /** Undefined if the file does not have it. */
  requestBody: Buffer | undefined
  status: number
  /** Undefined if the file does not have them. */
  headers: Headers | undefined
  /** The headers are not as they were sent. */
  lacksHeaders?: true
  /** The body of the answer, in the pieces that the file has. */
  chunks: readonly Buffer[]
  /** When each piece arrived, in milliseconds after the request. */
  atMs?: readonly number[] | undefined
  /** When the request was sent, in milliseconds since 1970. */
  at?: number | undefined
  latencyMs?: number | undefined
  region?: string | undefined
}

/** A rule of another mock server, as a fixture. */
export interface ImportedRule {
  name: string
  fixture: JsonObject
  /** What the fixture cannot express. */
  remarks: readonly string[]
}

/** Why something in a file is not imported. */
export interface Skip {
  why: string
}

/** The content of a file, in order. */
export type Item =
  | { kind: 'exchange'; exchange: ImportedExchange; stub?: Stub }
  | { kind: 'rule'; rule: ImportedRule }
  | { kind: 'skip'; why: string; stub?: Stub }

export const skipped = (why: string): Item & { kind: 'skip' } => ({ kind: 'skip', why })
