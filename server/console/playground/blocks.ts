/** A content block as Converse writes it. */
export interface Block {
  text?: string
  image?: { format: string; source: { bytes?: string } }
  document?: { format: string; name: string; source: { bytes?: string } }
  toolUse?: { toolUseId: string; name: string; input: unknown }
  toolResult?: {
    toolUseId: string
    content: readonly { text?: string; json?: unknown }[]
    status?: string
  }
  reasoningContent?: {
    reasoningText?: { text: string; signature?: string }
    redactedContent?: string
  }
  citationsContent?: { content?: readonly { text: string }[] }
}

interface Usage {
  inputTokens: number
  outputTokens: number
  cacheReadInputTokens?: number
  cacheWriteInputTokens?: number
}

/** An answer so far. */
export interface Answer {
  blocks: readonly Block[]
  stopReason?: string
  usage?: Usage
  trace?: unknown
  /** Text of incomplete tool inputs, by the index of their block. */
  partial?: Readonly<Record<number, string>>
}

interface StreamPayload {
  contentBlockIndex?: number
  start?: { toolUse?: { toolUseId: string; name: string } }
  delta?: {
    text?: string
    toolUse?: { input: string }
    reasoningContent?: { text?: string; signature?: string; redactedContent?: string }
  }
  stopReason?: string
  usage?: Usage
  trace?: unknown
}

/** The answer after one more event of ConverseStream. */
export function withEvent(answer: Answer, type: string, payload: StreamPayload): Answer {
  const at = payload.contentBlockIndex ?? 0
  switch (type) {
    case 'contentBlockStart': {
      const use = payload.start?.toolUse
      return use === undefined ? answer : withBlock(answer, at, { toolUse: { ...use, input: {} } })
    }
    case 'contentBlockDelta':
      return withDelta(answer, at, payload.delta ?? {})
    case 'contentBlockStop':
      return withInput(answer, at)
    case 'messageStop':
      return {
        ...answer,
        ...(payload.stopReason !== undefined && { stopReason: payload.stopReason }),
      }
    case 'metadata':
      return {
        ...answer,
        ...(payload.usage !== undefined && { usage: payload.usage }),
        ...(payload.trace !== undefined && { trace: payload.trace }),
      }
    default:
      return answer
  }
}

function withDelta(answer: Answer, at: number, delta: NonNullable<StreamPayload['delta']>): Answer {
  const { text, toolUse, reasoningContent } = delta
  const block = answer.blocks[at] ?? {}
  if (text !== undefined)
    return withBlock(answer, at, { ...block, text: (block.text ?? '') + text })
  if (toolUse !== undefined) {
    const partial = { ...answer.partial, [at]: (answer.partial?.[at] ?? '') + toolUse.input }
    return { ...answer, partial }
  }
  if (reasoningContent === undefined) return answer
  const { redactedContent, signature } = reasoningContent
  if (redactedContent !== undefined)
    return withBlock(answer, at, { reasoningContent: { redactedContent } })
  const before = block.reasoningContent?.reasoningText ?? { text: '' }
  const reasoningText = {
    ...before,
    text: before.text + (reasoningContent.text ?? ''),
    ...(signature !== undefined && { signature }),
  }
  return withBlock(answer, at, { reasoningContent: { reasoningText } })
}

/** The input of a tool call is complete when its block stops. */
function withInput(answer: Answer, at: number): Answer {
  const text = answer.partial?.[at]
  const use = answer.blocks[at]?.toolUse
  if (text === undefined || use === undefined) return answer
  const { [at]: _whole, ...partial } = answer.partial ?? {}
  return { ...withBlock(answer, at, { toolUse: { ...use, input: inputOf(text) } }), partial }
}

/** The input of a tool call; the text itself if it is not JSON. */
export function inputOf(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text)
  } catch {
    return text
  }
}

function withBlock(answer: Answer, at: number, block: Block): Answer {
  const blocks = answer.blocks.slice()
  while (blocks.length < at) blocks.push({ text: '' })
  blocks[at] = block
  return { ...answer, blocks }
}

/** The answer in the body of Converse. */
export function fromBody(body: unknown): Answer {
  const { output, stopReason, usage, trace } = body as {
    output?: { message?: { content?: Block[] } }
    stopReason?: string
    usage?: Usage
    trace?: unknown
  }
  return {
    blocks: output?.message?.content ?? [],
    ...(stopReason !== undefined && { stopReason }),
    ...(usage !== undefined && { usage }),
    ...(trace !== undefined && { trace }),
  }
}

/** A browser takes seconds to lay out a longer text in a field. */
const MAX_EDITED = 200_000

export const isEditable = (text: string): boolean => text.length <= MAX_EDITED

const isBlank = ({ text }: Block): boolean => text !== undefined && text.trim() === ''

/** Whether it had a file, which is not stored with a conversation. */
export const isLost = ({ image, document }: Block): boolean =>
  (image ?? document)?.source.bytes === ''

/** The blocks that Bedrock accepts as part of a history. */
export const sendable = (blocks: readonly Block[]): readonly Block[] =>
  blocks.filter((block) => !isBlank(block) && !isLost(block))

export const textOf = (blocks: readonly Block[]): string =>
  blocks.map(({ text = '' }) => text).join('')
