import type { Json, JsonObject } from '../json.ts'
import type { Session } from '../sessions.ts'
import type { Prompt } from '../neutral/prompt.ts'
import type { Headers } from '../aws/headers.ts'
import type { Host, ServiceOperation } from './service.ts'
import type { Guardrail, Guardrails } from '../guardrails/policy.ts'
import type { Question, Verdict } from '../guardrails/verdict.ts'
import type { Model } from '../models/model.ts'
import type { Target } from '../dialects/dialect.ts'
import type { AwsError } from '../aws/errors.ts'
import type { Strictness } from './strictness.ts'
import type { Draft, EventWriter } from './draft.ts'
import type { Framing } from '../framing/framing.ts'
import type { Catalogue } from '../models/models.ts'
import type { Reply } from '../neutral/reply.ts'
import type { Wire } from './wire.ts'

// The values in the life of a request: read creates a Call, resolve an Answer, write a Wire,
// and the journal keeps an Exchange. See prompt.ts for requests and reply.ts for answers.

/** A parsed request. */
export interface Call {
  id: string
  operation: Operation
  session: Session
  region: string
  receivedAt: number
  /** `address` is the client's address, if there is a socket. */
  http: {
    version: '1.1' | '2'
    method: string
    url: string
    headers: Headers
    /** One of them by its name in lower case, which may be cheaper than reading the list. */
    header?(name: string): string | undefined
    address?: string | undefined
  }
  raw: Buffer
  /** The body as text, if it is short UTF-8: one string for everybody who keeps it. */
  text?: string | undefined
  /** The host of AWS that it means, kept because it is asked for several times. */
  host?(): Host
  /** The parsed body; undefined if it is missing or not JSON. */
  body: Json | undefined
  /** Path, query and header members, by their names in AWS's model. */
  input: JsonObject
  /** The model of operations that have one. Resolved on first use: proxy and record may not need it. */
  model(): Model
  /** The request in Converse's shapes. Lazy, because parsing a native body may throw. */
  prompt(): Prompt
  /** Set if there is a client that may disconnect. */
  client?: Client | undefined
  /** Aborted if the client disconnects before it has the whole answer. Created on first use, and slower than `client`. */
  gone: AbortSignal
  /** The header x-bedrock-local-fault: a fault for this call. */
  wantsFault?: string | undefined
}

export interface Client {
  readonly isGone: boolean
  /** Calls back once if the client disconnects before it has the whole answer. */
  onGone(listener: () => void): void
}

export interface Operation extends OperationRow, ServiceOperation {
  /** The operation to use instead if the body requests a stream. */
  streamed?: Operation
}

/** Properties of an operation in addition to AWS's model. */
export interface OperationRow {
  name: string
  /** Operations in one group can answer from each other's recordings. */
  group: string
  /** The IAM action, if it differs from the operation name. */
  action?: string
  /** Record mode forwards it: it only reads. */
  reads: boolean
  /** It reads or changes what one process of this server keeps for later calls. */
  keeps?: true
  /** Its answer is always a stream. */
  streams?: true
  /** The framing of its streams. */
  framing?: Framing
  /** Whether the request is also a stream that stays open during the answer. Such calls are not read or forwarded. */
  duplex?: true
  /** Whether the body is native JSON of a model. */
  native?: true
  /** Set for operations of OpenAI's and Anthropic's APIs. */
  door?: Door
  /** Finds the model in the body, for operations without a model in the path. */
  modelOf?(body: Json | undefined): string | undefined
  /** Parses a model request. */
  read?(call: Call): Prompt
  /** Serializes an answer. */
  write?(reply: Reply, to: Target, call: Call): Draft
  /** Serializes an answer that is still arriving; for operations that stream. */
  writer?(to: Target, call: Call): EventWriter
  /** Answers without a fixture or model. */
  local?(
    call: Call,
    catalogue: Catalogue,
    guardrails: JudgedGuardrails,
  ): JsonObject | Promise<JsonObject>
  /** The events of a stream, if `local` would not answer with an object. */
  events?(call: Call): readonly { type: string; payload: string }[] | undefined
}

/** Guardrails, and what decides their findings. */
export interface JudgedGuardrails extends Guardrails {
  judge(guardrail: Guardrail, question: Question): Verdict | Promise<Verdict>
}

/** The part of a request that an error depends on. Errors may come up before there is a call. */
export interface RequestInfo {
  id: string
  http: Pick<Call['http'], 'url' | 'headers' | 'header'>
  input?: Call['input']
  host?(): Host
}

/** A response with an error. */
export interface Refusal {
  status: number
  headers: Headers
  body: Buffer
}

/** A door: an API of OpenAI or Anthropic for Bedrock's models, and how it differs. */
export interface Door {
  /** Renders an error in the form of this API. */
  refuse(error: AwsError, request: RequestInfo): Refusal
  /** Validates a call. Throws an error, or returns warnings. */
  check?(call: Call, strictness: Strictness): string[]
  /** A recorded body in the neutral form. */
  parse?(body: Json): Reply
  /** The recorded events of a stream, in the neutral form. */
  join?(events: readonly { type: string; payload: string }[]): Reply
  /** What `parse` and `join` lose of a recorded body, or of the payloads of events, in words. */
  unread?(payloads: readonly JsonObject[]): string[]
  /** Members of a request that make its answer as complete as possible. */
  everything?: JsonObject
  /** Called with each complete answer, so that later requests can refer to it. */
  sent?(call: Call, wire: Wire): void
  /**
   * The part of the request that its answer repeats. Answers to requests with the same value only differ in ids and
   * times, and are rendered once. Undefined: rendered for each request.
   */
  shows?(call: Call): string | undefined
  /** A header that may contain the key instead of Authorization, in lower case. */
  keyHeader?: string
  /**
   * Members of the body, in addition to `model` and `stream`, that operations of this door ignore in each other's
   * recordings.
   */
  own?: readonly string[]
}
