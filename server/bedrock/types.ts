import type { Json, JsonObject } from '../json.ts'
import type { Session } from '../sessions.ts'
import type { Prompt } from '../neutral/prompt.ts'
import type { Headers } from '../aws/headers.ts'
import type { ServiceOperation } from './service.ts'
import type { Guardrails } from '../guardrails/policy.ts'
import type { Model } from '../models/model.ts'
import type { Target } from '../dialects/dialect.ts'
import type { Draft } from './draft.ts'
import type { Framing } from '../framing/framing.ts'
import type { Catalogue } from '../models/models.ts'
import type { Reply } from '../neutral/reply.ts'

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

/** What this server knows of an operation beyond AWS's model of it. */
export interface Row {
  name: string
  /** Operations of one group answer each other's recordings. */
  group: string
  /** The IAM action, where it is not the operation's own name. */
  action?: string
  /** Record mode forwards it: it only reads. */
  reads: boolean
  /** Its answer is always a stream. */
  streams?: true
  /** How its streams go over the wire. */
  framing?: Framing
  /** The request is a stream, too, which stays open while the answer is sent. */
  duplex?: true
  /** The body is a model's own JSON. */
  native?: true
  /** The model that the body names, where the path does not. */
  modelOf?(body: Json | undefined): string | undefined
  /** Understands a request to a model. */
  read?(call: Call): Prompt
  /** Words an answer. */
  write?(reply: Reply, to: Target, call: Call): Draft
  /** Answers from what this server knows itself, without fixture or model. */
  local?(call: Call, catalogue: Catalogue, guardrails: Guardrails): JsonObject
}
