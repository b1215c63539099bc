import type { GuardrailVerdicts } from './guardrail.ts'
import type { ErrorName } from '../aws/errors.ts'
import type { StopReason, Usage } from '../neutral/reply.ts'
import type { OperationName } from '../bedrock/service.ts'

// Fixtures as tests write them: like fixture files, but with JavaScript regular expressions.

/** Text to look for. A plain string must occur in the text. */
export type TextPattern =
  | string
  | RegExp
  | {
      /** A string that must occur in the text; with a list, all of them. */
      contains?: string | readonly string[]
      /** The whole text. */
      equals?: string
      /** A regular expression in RE2 syntax; its groups are `{{match.1}}` and so on. */
      regex?: string | RegExp
    }

/** Which calls a fixture answers. All given members must match; an empty object matches any call. */
export interface FixtureMatch {
  /** By default, any operation that can express the answer. */
  operation?: OperationName | readonly OperationName[]
  /** Globs over the foundation model id, the profile id or the ARN as sent: `amazon.nova-*`. */
  model?: string | readonly string[]
  /** The text of the last message; empty if the message only contains tool results. */
  prompt?: TextPattern
  /** The system prompt. */
  system?: TextPattern
  /** Names of tools that the request offers. */
  tools?: readonly string[]
  /** A tool result in the last message, by the name of its tool or in more detail. */
  toolResult?: string | { name?: string; status?: 'success' | 'error'; text?: TextPattern }
  /** The position of this user message among those with text. */
  turn?: number
  /** A deep subset of the request body; null means absent. */
  body?: object
  /** The caller's session; a glob. */
  session?: string
}

interface MediaSource {
  source: { bytes: string } | { file: string } | { s3Location: object } | { text: string }
  /** png, jpeg, pdf, mp3 ...; derived from the file name by default. */
  format?: string
}

interface Blocks {
  /** `{{prompt}}`, `{{model}}`, `{{turn}}`, `{{uuid}}` and `{{match.1}}` are filled in. */
  text: string
  /** The model calls a tool. */
  toolUse: {
    name: string
    /** The arguments, as JSON; {} by default. */
    input?: unknown
    /** Generated for each answer by default. */
    toolUseId?: string
    /** `server_tool_use` for tools that the service runs. */
    type?: 'tool_use' | 'server_tool_use'
  }
  /** The result of a tool that the service ran. */
  toolResult: {
    toolUseId: string
    content: readonly object[]
    status?: 'success' | 'error'
    type?: string
  }
  /** Reasoning. */
  reasoningContent:
    | { reasoningText: { text: string; signature?: string } }
    | { redactedContent: string }
  /** Text with citations. */
  citationsContent: { content?: readonly { text: string }[]; citations?: readonly object[] }
  image: MediaSource
  video: MediaSource
  audio: MediaSource
  document: MediaSource & { name?: string; context?: string; citations?: object }
  guardContent: object
  searchResult: object
}

/** Exactly one member of T. */
type OneOf<T> = { [K in keyof T]: Pick<T, K> & { [Other in Exclude<keyof T, K>]?: never } }[keyof T]

/** A content block of Converse; bytes are base64. */
export type ContentBlock = OneOf<Blocks>

/** The pace and the chunks of a stream. */
export interface StreamOptions {
  /** `instant` does not wait; `realistic` takes 250 ms to the first byte, then sends 80 tokens per second. */
  pace?: 'instant' | 'realistic'
  /** Milliseconds until the first event. */
  firstByteMs?: number
  tokensPerSecond?: number
  /** The text, split as it is streamed. */
  chunks?: readonly string[]
}

interface AnswerForms {
  /** Short for `content: [{ text }]`. */
  text: string
  /** Converse content blocks. */
  content: readonly ContentBlock[]
  /** The same vector for every text. */
  embedding: readonly number[]
  /** One vector per text, in order. */
  embeddings: readonly (readonly number[])[]
  /** The file of an image to answer with. */
  image: string
  images: readonly string[]
  /** Relevance of documents. */
  ranking: readonly { index: number; score: number }[]
  /** A native body, sent as is; a list is a stream with one chunk per entry. */
  native: unknown
}

type WithoutForm = { [K in keyof AnswerForms]?: never }

/** The answer: one of text, content, embedding, image, ranking or native, the joined chunks of a stream, or the answer of a model. */
export type FixtureAnswer = SaidAnswer | ModelAnswer

/** The model server of `modelServer` answers, also in replay mode. */
interface ModelAnswer extends WithoutForm {
  model: true
  stream?: never
}

type SaidAnswer = {
  model?: never
  /** By default `tool_use` if the content has a toolUse, otherwise `end_turn`. */
  stopReason?: StopReason
  stopSequence?: string
  /** `apply` cuts the answer at the request's maxTokens and stop sequences. Without it, it is sent whole, with a warning. */
  limits?: 'ignore' | 'apply'
  /** Estimated by default. */
  usage?: Partial<Usage>
  /** Reported in the metrics; does not delay the answer. */
  latencyMs?: number
  /** Guardrail or prompt router trace. */
  trace?: object
  performanceConfig?: object
  serviceTier?: object
  additionalModelResponseFields?: unknown
} & (
  | (OneOf<AnswerForms> & { stream?: StreamOptions })
  | (WithoutForm & { stream: StreamOptions & { chunks: readonly string[] } })
)

/** A Bedrock error. */
export interface FixtureError {
  type: ErrorName
  /** AWS's usual message by default. */
  message?: string
  /** How many calls fail before the answer, or the next matching fixture, is used. */
  times?: number
  /** In streams: the number of events before the error. Other operations fail at once. */
  afterEvents?: number
}

/** A disturbance while the answer is sent. */
export interface Disturbance {
  /** Milliseconds before the first byte, headers included. */
  delayMs?: number
  /** Milliseconds between the events of a stream. */
  betweenMs?: number
  /** Milliseconds between bytes; the answer is sent byte by byte. */
  byteMs?: number
  /** true: no byte is ever sent. Otherwise the stream goes silent, forever or for `forMs`. */
  stall?: boolean | { afterEvents?: number; forMs?: number }
  /** true: the connection is closed before the first byte. Otherwise it is closed mid-stream. */
  cut?: boolean | { afterEvents: number } | { inEvent: number }
  /** Like `cut`, with a TCP reset (RST). */
  reset?: boolean | { afterEvents: number } | { inEvent: number }
  /** The connection is reset before the answer. */
  refuse?: boolean
  /** The event of a stream that gets a wrong checksum; 1 is the first. */
  corrupt?: number
}

interface Common {
  /** Shown in the journal and in messages. */
  name?: string
  description?: string
  match?: FixtureMatch
  /** Fixtures with a higher priority take precedence; 0 by default. */
  priority?: number
  /** A disturbance while the answer is sent. */
  fault?: Disturbance
  /** The verdict of the request's guardrail. Without an answer or error, the next matching fixture answers. */
  guardrail?: GuardrailVerdicts
}

/** A rule that answers calls with an answer, a sequence of answers, or an error, or that sets the verdict of a guardrail. */
export type Fixture = Common &
  (
    | { answer: FixtureAnswer; error?: FixtureError; answers?: never; then?: never }
    | {
        /** Used in order, per session. */
        answers: readonly FixtureAnswer[]
        /** After the last answer: repeat it (default), or return an error. */
        // oxlint-disable-next-line unicorn/no-thenable -- the word of the format; no fixture is awaited
        then?: 'repeat' | 'error'
        error?: FixtureError
        answer?: never
      }
    // oxlint-disable-next-line unicorn/no-thenable -- the same word
    | { error: FixtureError; answer?: never; answers?: never; then?: never }
    | {
        guardrail: GuardrailVerdicts
        error?: never
        answer?: never
        answers?: never
        // oxlint-disable-next-line unicorn/no-thenable -- the same word
        then?: never
      }
  )
