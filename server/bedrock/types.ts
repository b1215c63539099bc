import type { Json, JsonObject } from '../json.ts'
import type { Session } from '../sessions.ts'
import type { Row } from './operations.ts'
import type { Prompt } from '../neutral/prompt.ts'
import type { Headers } from '../aws/headers.ts'
import type { ServiceOperation } from './service.ts'
import type { Model } from '../models/model.ts'

// The values that travel a request's way: read makes a Call, resolve an Answer, write a Wire,
// and the journal keeps an Exchange. What a call asks is in prompt.ts, what answers it in reply.ts.

/** One request, understood. */
export interface Call {
  id: string
  operation: Operation
  session: Session
  region: string
  receivedAt: number
  /** `address` is the client's, where there is a socket. */
  http: {
    version: '1.1' | '2'
    method: string
    url: string
    headers: Headers
    address?: string | undefined
  }
  raw: Buffer
  /** The parsed body; undefined when there is none, or none that is JSON. */
  body: Json | undefined
  /** Path, query and header members of the operation, by their modelled names. */
  input: JsonObject
  /** The model of operations that have one. Resolved on first use: proxy and record may not need it. */
  model(): Model
  /** What is asked, in Converse's own shapes. Lazy, since reading a native body may throw. */
  prompt(): Prompt
  /** Aborted when the client goes away before it has the whole answer. */
  gone: AbortSignal
  /** The header x-bedrock-local-fault: what this one call wants to go wrong. */
  wantsFault?: string | undefined
}

export interface Operation extends Row, ServiceOperation {}
