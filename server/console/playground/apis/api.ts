import type { Answer, Block } from '../blocks.ts'
import type { ConverseBody, ToolSpec } from '../converse-body.ts'

/** An API to chat with a model. Requests are converted from a Converse body, and answers back to its blocks. */
export interface Api {
  /** Without `Stream`, which is appended for streams. */
  operation: string
  label: string
  /** Absent for Converse, which names the model in its path. */
  path?: string
  /** Sent with every request. */
  headers?: Readonly<Record<string, string>>
  /** Whether guardrails are named in headers. */
  takesGuardrail: boolean
  /** Throws an Error that names what the API does not support. */
  bodyOf(body: ConverseBody, modelId: string, streams: boolean): object
  answerOf(body: unknown): Answer
  /** Reads a stream: each event returns the answer so far. */
  reader(): (type: string, payload: string) => Answer
}

/** Reads a stream whose events build a body of the same form as a complete answer. */
export const readsInto =
  <Body, Event>(
    empty: Body,
    add: (body: Body, event: Event) => Body,
    answerOf: (body: Body) => Answer,
  ) =>
  (): ReturnType<Api['reader']> => {
    let body = empty
    return (_, payload) => {
      body = add(body, JSON.parse(payload) as Event)
      return answerOf(body)
    }
  }

/** The list with this value at this index. */
export function placed<T>(list: readonly T[], at: number, value: T): readonly T[] {
  const next = [...list]
  next[at] = value
  return next
}

/** Members of Converse's body that every API supports. */
const SHARED = new Set([
  'messages',
  'system',
  'inferenceConfig',
  'additionalModelRequestFields',
  'toolConfig',
  'guardrailConfig',
])

/** Throws an Error that names a member which only Converse has. */
export function checkMembers(label: string, body: ConverseBody): void {
  const [name] = Object.keys(body).filter((key) => !SHARED.has(key))
  if (name !== undefined) throw new Error(`${label} does not support ${name}.`)
}

export function refuseBlock(label: string, block: Block): never {
  throw new Error(`${label} does not support ${Object.keys(block)[0] ?? 'empty'} blocks.`)
}

/** The tools of a request; those without a schema are Converse's own. */
export function toolsIn(label: string, { toolConfig }: ConverseBody): readonly ToolSpec[] {
  return (toolConfig?.tools ?? []).map(({ toolSpec }) => {
    if (toolSpec === undefined) throw new Error(`${label} only supports tools with a toolSpec.`)
    return toolSpec
  })
}

/** The text of a block, wherever it is. */
export const wordsOf = ({ text, citationsContent }: Block): string | undefined =>
  text ?? citationsContent?.content?.map((part) => part.text).join('')

/** A tool's result as text, for APIs that only accept text. */
export const resultText = ({ content }: NonNullable<Block['toolResult']>): string =>
  content.map(({ text, json }) => text ?? JSON.stringify(json)).join('\n')

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  csv: 'text/csv',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  html: 'text/html',
  txt: 'text/plain',
  md: 'text/markdown',
}

interface File {
  format: string
  source: { bytes?: string }
}

export const imageUrl = ({ format, source }: File): string =>
  `data:image/${format};base64,${source.bytes ?? ''}`

export const fileOf = ({ format, name, source }: File & { name: string }) => ({
  filename: `${name}.${format}`,
  file_data: `data:${MEDIA_TYPES[format] ?? 'application/octet-stream'};base64,${source.bytes ?? ''}`,
})
