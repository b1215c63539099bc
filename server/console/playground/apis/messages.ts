import { inputOf } from '../blocks.ts'
import type { Answer, Block } from '../blocks.ts'
import type { ConverseBody, Message, ToolChoice } from '../converse-body.ts'
import {
  checkMembers,
  placed,
  readsInto,
  refuseBlock,
  resultText,
  toolsIn,
  wordsOf,
} from './api.ts'
import type { Api } from './api.ts'

const LABEL = 'Messages'

/** The API requires a limit. */
const MAX_TOKENS = 1024

interface Part {
  type: string
  text?: string
  thinking?: string
  signature?: string
  data?: string
  id?: string
  name?: string
  input?: unknown
}

interface Usage {
  input_tokens: number
  output_tokens: number
  cache_read_input_tokens?: number
  cache_creation_input_tokens?: number
}

interface Body {
  content: readonly Part[]
  stop_reason?: string | null
  usage?: Partial<Usage>
}

interface Event {
  message?: Body
  index?: number
  content_block?: Part
  delta?: {
    text?: string
    thinking?: string
    signature?: string
    partial_json?: string
    stop_reason?: string | null
  }
  usage?: Partial<Usage>
}

export const messages: Api = {
  operation: 'Messages',
  label: LABEL,
  path: '/anthropic/v1/messages',
  headers: { 'anthropic-version': '2023-06-01' },
  takesGuardrail: true,
  bodyOf,
  answerOf: (body) => answerOf(body as Body),
  reader: readsInto<Body, Event>({ content: [] }, withEvent, answerOf),
}

function bodyOf(body: ConverseBody, model: string, streams: boolean): object {
  checkMembers(LABEL, body)
  const tools = toolsIn(LABEL, body)
  const { system = [], inferenceConfig = {}, toolConfig } = body
  const { maxTokens = MAX_TOKENS, temperature, topP, stopSequences } = inferenceConfig
  return {
    model,
    max_tokens: maxTokens,
    ...(system.length > 0 && { system: system.map(({ text }) => text).join('\n') }),
    messages: body.messages.map(({ role, content }) => ({ role, content: contentOf(content) })),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...(stopSequences !== undefined && { stop_sequences: stopSequences }),
    ...(tools.length > 0 && {
      tools: tools.map(({ name, description, inputSchema }) => ({
        name,
        ...(description !== undefined && { description }),
        input_schema: inputSchema.json,
      })),
    }),
    ...(toolConfig?.toolChoice !== undefined && { tool_choice: choiceOf(toolConfig.toolChoice) }),
    ...(streams && { stream: true }),
    ...body.additionalModelRequestFields,
  }
}

const choiceOf = ({ any, tool }: ToolChoice) =>
  tool === undefined
    ? { type: any === undefined ? 'auto' : 'any' }
    : { type: 'tool', name: tool.name }

/** One text is sent as a string, as most code does. */
function contentOf(content: Message['content']): string | object[] {
  const [only] = content
  return content.length === 1 && only?.text !== undefined ? only.text : content.flatMap(partsOf)
}

function partsOf(block: Block): object[] {
  const text = wordsOf(block)
  if (text !== undefined) return [{ type: 'text', text }]
  const { image, document, toolUse, toolResult, reasoningContent } = block
  if (image !== undefined)
    return [{ type: 'image', source: sourceOf(`image/${image.format}`, image) }]
  if (document !== undefined) return [documentOf(document)]
  if (toolUse !== undefined)
    return [{ type: 'tool_use', id: toolUse.toolUseId, name: toolUse.name, input: toolUse.input }]
  if (toolResult !== undefined)
    return [
      {
        type: 'tool_result',
        tool_use_id: toolResult.toolUseId,
        content: resultText(toolResult),
        ...(toolResult.status === 'error' && { is_error: true }),
      },
    ]
  return reasoningContent === undefined ? refuseBlock(LABEL, block) : thoughtOf(reasoningContent)
}

const sourceOf = (type: string, { source }: { source: { bytes?: string } }) => ({
  type: 'base64',
  media_type: type,
  data: source.bytes ?? '',
})

function documentOf(document: NonNullable<Block['document']>): object {
  const { format, name, source } = document
  if (format === 'pdf')
    return { type: 'document', title: name, source: sourceOf('application/pdf', document) }
  if (format !== 'txt')
    throw new Error(`${LABEL} only supports PDF and text files, not .${format}.`)
  const bytes = Uint8Array.from(atob(source.bytes ?? ''), (sign) => sign.charCodeAt(0))
  return {
    type: 'document',
    title: name,
    source: { type: 'text', media_type: 'text/plain', data: new TextDecoder().decode(bytes) },
  }
}

/** Claude accepts its thinking back only with its signature. */
function thoughtOf({ reasoningText, redactedContent }: NonNullable<Block['reasoningContent']>) {
  if (redactedContent !== undefined) return [{ type: 'redacted_thinking', data: redactedContent }]
  if (reasoningText?.signature === undefined) return []
  const { text: thinking, signature } = reasoningText
  return [{ type: 'thinking', thinking, signature }]
}

function withEvent(body: Body, event: Event): Body {
  const { message, index = 0, content_block: block, delta, usage } = event
  if (message !== undefined) return message
  if (block !== undefined)
    return withPart(body, index, block.type === 'tool_use' ? { ...block, input: '' } : block)
  if (usage !== undefined)
    return {
      ...body,
      stop_reason: delta?.stop_reason ?? null,
      usage: { ...body.usage, ...usage },
    }
  const part = body.content[index]
  if (delta === undefined || part === undefined) return body
  const { text, thinking, signature, partial_json: json } = delta
  return withPart(body, index, {
    ...part,
    ...(text !== undefined && { text: (part.text ?? '') + text }),
    ...(thinking !== undefined && { thinking: (part.thinking ?? '') + thinking }),
    ...(signature !== undefined && { signature }),
    ...(json !== undefined && { input: String(part.input) + json }),
  })
}

const withPart = (body: Body, at: number, part: Part): Body => ({
  ...body,
  content: placed(body.content, at, part),
})

function answerOf({ content, stop_reason: stopReason, usage }: Body): Answer {
  const { cache_read_input_tokens: read, cache_creation_input_tokens: written } = usage ?? {}
  return {
    blocks: content.map(blockOf),
    ...(stopReason != null && { stopReason }),
    ...(usage !== undefined && {
      usage: {
        inputTokens: usage.input_tokens ?? 0,
        outputTokens: usage.output_tokens ?? 0,
        ...(read !== undefined && { cacheReadInputTokens: read }),
        ...(written !== undefined && { cacheWriteInputTokens: written }),
      },
    }),
  }
}

function blockOf({ type, text = '', thinking = '', signature, data = '', ...call }: Part): Block {
  if (type === 'tool_use') {
    const { id: toolUseId = '', name = '', input } = call
    return {
      toolUse: { toolUseId, name, input: typeof input === 'string' ? inputOf(input) : input },
    }
  }
  if (type === 'redacted_thinking') return { reasoningContent: { redactedContent: data } }
  if (type !== 'thinking') return { text }
  const signed = signature === undefined ? {} : { signature }
  return { reasoningContent: { reasoningText: { text: thinking, ...signed } } }
}
