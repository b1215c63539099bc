import type { Answer, Block } from '../blocks.ts'
import type { ConverseBody, ToolSpec } from '../converse-body.ts'

/** A way to chat with a model. Each is written from the body of Converse, and read back into its blocks. */
export interface Api {
  /** Without `Stream`, which is appended for streams. */
  operation: string
  label: string
  /** Absent for Converse, which names the model in its path. */
  path?: string
  /** Sent with every request. */
  headers?: Readonly<Record<string, string>>
  /** Guardrails are named in headers, where the API takes them and it is not Converse. */
  takesGuardrail: boolean
  /** Throws an Error that names what the API cannot take. */
  bodyOf(body: ConverseBody, modelId: string, streams: boolean): object
  answerOf(body: unknown): Answer
  /** Reads a stream: each event returns the answer so far. */
  reader(): (type: string, payload: string) => Answer
}

/** Reads a stream whose events add to a body of the same form as a whole answer's. */
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

/** The list with this value at this place. */
export function placed<T>(list: readonly T[], at: number, value: T): readonly T[] {
  const next = [...list]
  next[at] = value
  return next
}

/** Members of Converse's body that every API has a place for. */
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
  if (name !== undefined) throw new Error(`${label} has no member for ${name}.`)
}

export function refuseBlock(label: string, block: Block): never {
  throw new Error(`${label} does not take ${Object.keys(block)[0] ?? 'an empty block'}.`)
}

/** The tools of a request; those that are not described by a schema are Converse's own. */
export function toolsIn(label: string, { toolConfig }: ConverseBody): readonly ToolSpec[] {
  return (toolConfig?.tools ?? []).map(({ toolSpec }) => {
    if (toolSpec === undefined) throw new Error(`${label} takes tools with a toolSpec only.`)
    return toolSpec
  })
}

/** What a block says, wherever its text is. */
export const wordsOf = ({ text, citationsContent }: Block): string | undefined =>
  text ?? citationsContent?.content?.map((part) => part.text).join('')

/** A tool's result as text, for APIs that take nothing else. */
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
