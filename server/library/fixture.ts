import type { ErrorName } from '../aws/errors.ts'
import type { StopReason, Usage } from '../neutral/reply.ts'
import type { OperationName } from '../bedrock/service.ts'

// A fixture as a test writes it: the members of a fixture file, with regular expressions of JavaScript's own.

/** Text to look for: a plain string occurs in it. */
export type TextPattern =
  | string
  | RegExp
  | {
      /** Text that occurs in it; of a list, all of them. */
      contains?: string | readonly string[]
      /** The whole text. */
      equals?: string
      /** A regular expression in RE2 syntax; its groups are `{{match.1}}` and so on. */
      regex?: string | RegExp
    }

/** Which calls a fixture answers: every given member must hold; none given matches any call. */
export interface FixtureMatch {
  /** Any operation that can express the answer when left out. */
  operation?: OperationName | readonly OperationName[]
  /** Globs over the foundation model id, the profile id or the ARN as sent: `amazon.nova-*`. */
  model?: string | readonly string[]
  /** The text of the last message; empty when that holds only tool results. */
  prompt?: TextPattern
  /** The system prompt. */
  system?: TextPattern
  /** Names of tools that are offered. */
  tools?: readonly string[]
  /** A tool result that the last message carries: the name of its tool, or more. */
  toolResult?: string | { name?: string; status?: 'success' | 'error'; text?: TextPattern }
  /** The position of this user message among those with text. */
  turn?: number
  /** Any part of the body as sent, as a deep subset; null = not there. */
  body?: object
  /** The caller's session; a glob. */
  session?: string
}

interface MediaSource {
  source: { bytes: string } | { file: string } | { s3Location: object } | { text: string }
  /** png, jpeg, pdf, mp3 ...; from the name of the file when left out. */
  format?: string
}

interface Blocks {
  /** `{{prompt}}`, `{{model}}`, `{{turn}}`, `{{uuid}}` and `{{match.1}}` are filled in. */
  text: string
  /** The model calls a tool. */
  toolUse: {
    name: string
    /** The arguments, as JSON; {} when left out. */
    input?: unknown
    /** Made anew for each answer when left out. */
    toolUseId?: string
    /** `server_tool_use` for tools that the service runs itself. */
    type?: 'tool_use' | 'server_tool_use'
  }
  /** The result of a tool that the service ran itself. */
  toolResult: {
    toolUseId: string
    content: readonly object[]
    status?: 'success' | 'error'
    type?: string
  }
  /** Thinking. */
  reasoningContent:
    | { reasoningText: { text: string; signature?: string } }
    | { redactedContent: string }
  /** Text with its sources. */
  citationsContent: { content?: readonly { text: string }[]; citations?: readonly object[] }
  image: MediaSource
  video: MediaSource
  audio: MediaSource
  document: MediaSource & { name?: string; context?: string; citations?: object }
  guardContent: object
  searchResult: object
}

/** Exactly one of some members. */
type OneOf<T> = { [K in keyof T]: Pick<T, K> & { [Other in Exclude<keyof T, K>]?: never } }[keyof T]

/** A content block of Converse; bytes are base64. */
export type ContentBlock = OneOf<Blocks>

/** How fast and in which pieces streams go out. */
export interface StreamOptions {
  /** `instant` waits for nothing; `realistic` is 250 ms to the first byte, then 80 tokens a second. */
  pace?: 'instant' | 'realistic'
  /** Milliseconds until the first event. */
  firstByteMs?: number
  tokensPerSecond?: number
  /** The pieces in which the text is streamed. */
  chunks?: readonly string[]
}

interface Says {
  /** Short for `content: [{ text }]`. */
  text: string
  /** Converse content blocks. */
  content: readonly ContentBlock[]
  /** One vector, for each text asked. */
  embedding: readonly number[]
  /** One vector a text, in order. */
  embeddings: readonly (readonly number[])[]
  /** A file: the image that answers. */
  image: string
  images: readonly string[]
  /** Relevance of documents. */
  ranking: readonly { index: number; score: number }[]
  /** A native body, sent as it is; a list is a stream, one entry a chunk. */
  native: unknown
}

type WithoutSaying = { [K in keyof Says]?: never }

/** What is answered: one of text, content, embedding, image, ranking, native; or a stream's chunks, joined. */
export type FixtureAnswer = {
  /** `tool_use` when the content has a toolUse, otherwise `end_turn`. */
  stopReason?: StopReason
  stopSequence?: string
  /** `apply` cuts the answer at the request's maxTokens and stop sequences. Without it, it is sent whole, with a warning. */
  limits?: 'ignore' | 'apply'
  /** Estimated where left out. */
  usage?: Partial<Usage>
  /** Reported in the metrics; it delays nothing. */
  latencyMs?: number
  /** Guardrail or prompt router trace. */
  trace?: object
  performanceConfig?: object
  serviceTier?: object
  additionalModelResponseFields?: unknown
} & (
  | (OneOf<Says> & { stream?: StreamOptions })
  | (WithoutSaying & { stream: StreamOptions & { chunks: readonly string[] } })
)

/** An error of Bedrock's. */
export interface FixtureError {
  type: ErrorName
  /** AWS's usual text when left out. */
  message?: string
  /** So many calls fail; then the answer, or the next matching fixture. */
  times?: number
  /** In streams: after so many events. Other operations answer the error at once. */
  afterEvents?: number
}

/** What goes wrong on an answer's way, though the answer itself is none. */
export interface Disturbance {
  /** Milliseconds before the first byte, headers included. */
  delayMs?: number
  /** Milliseconds between the events of a stream. */
  betweenMs?: number
  /** Milliseconds for each byte: the answer comes byte by byte. */
  byteMs?: number
  /** true: the first byte never comes. Or silence in mid-stream, for ever or for a while. */
  stall?: boolean | { afterEvents?: number; forMs?: number }
  /** true: the connection is cut before any byte. Or in mid-stream. */
  cut?: boolean | { afterEvents: number } | { inEvent: number }
  /** The same by a TCP reset (RST). */
  reset?: boolean | { afterEvents: number } | { inEvent: number }
  /** The connection is reset before the answer. */
  refuse?: boolean
  /** The checksum of this event of a stream is wrong; 1 is the first. */
  corrupt?: number
}

interface Common {
  /** Shown by the journal and in messages. */
  name?: string
  description?: string
  match?: FixtureMatch
  /** Higher answers first; 0 when left out. */
  priority?: number
  /** What goes wrong on the way of the answer. */
  fault?: Disturbance
}

/** A rule that answers calls: what it matches, and an answer, several in order, or an error. */
export type Fixture = Common &
  (
    | { answer: FixtureAnswer; error?: FixtureError; answers?: never; then?: never }
    | {
        /** Played in order, per session. */
        answers: readonly FixtureAnswer[]
        /** After the last of them: that one again (default), or an error. */
        // oxlint-disable-next-line unicorn/no-thenable -- the word of the format; no fixture is awaited
        then?: 'repeat' | 'error'
        error?: FixtureError
        answer?: never
      }
    // oxlint-disable-next-line unicorn/no-thenable -- the same word
    | { error: FixtureError; answer?: never; answers?: never; then?: never }
  )
