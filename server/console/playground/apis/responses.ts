import { inputOf } from '../blocks.ts'
import type { Answer, Block } from '../blocks.ts'
import type { ConverseBody, Message, ToolChoice } from '../converse-body.ts'
import {
  checkMembers,
  fileOf,
  imageUrl,
  placed,
  readsInto,
  refuseBlock,
  resultText,
  toolsIn,
  wordsOf,
} from './api.ts'
import type { Api } from './api.ts'

const LABEL = 'Responses'

interface Part {
  type?: string
  text?: string
  refusal?: string
}

interface Item {
  type: string
  content?: readonly Part[]
  summary?: readonly Part[]
  call_id?: string
  name?: string
  arguments?: string
}

interface Body {
  output: readonly Item[]
  status?: string
  incomplete_details?: { reason?: string } | null
  error?: { message?: string } | null
  usage?: { input_tokens: number; output_tokens: number } | null
}

interface Event {
  type: string
  response?: Body
  item?: Item
  output_index?: number
  delta?: string
}

export const responses: Api = {
  operation: 'Responses',
  label: LABEL,
  path: '/openai/v1/responses',
  takesGuardrail: false,
  bodyOf,
  answerOf: (body) => answerOf(body as Body),
  reader: readsInto<Body, Event>({ output: [] }, withEvent, answerOf),
}

function bodyOf(body: ConverseBody, model: string, streams: boolean): object {
  checkMembers(LABEL, body)
  const tools = toolsIn(LABEL, body)
  const { system = [], messages, inferenceConfig = {}, toolConfig } = body
  const { maxTokens, temperature, topP, stopSequences } = inferenceConfig
  if (stopSequences !== undefined) throw new Error(`${LABEL} does not support stop sequences.`)
  return {
    model,
    ...(system.length > 0 && { instructions: system.map(({ text }) => text).join('\n') }),
    input: messages.flatMap(itemsOf),
    ...(maxTokens !== undefined && { max_output_tokens: maxTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...(tools.length > 0 && {
      tools: tools.map(({ name, description, inputSchema }) => ({
        type: 'function',
        name,
        ...(description !== undefined && { description }),
        parameters: inputSchema.json,
      })),
    }),
    ...(toolConfig?.toolChoice !== undefined && { tool_choice: choiceOf(toolConfig.toolChoice) }),
    ...(streams && { stream: true }),
    ...body.additionalModelRequestFields,
  }
}

const choiceOf = ({ any, tool }: ToolChoice) =>
  tool !== undefined
    ? { type: 'function', name: tool.name }
    : any === undefined
      ? 'auto'
      : 'required'

/** Tool calls and their results are items next to the messages. Reasoning is not sent back. */
function itemsOf({ role, content }: Message): object[] {
  const parts: object[] = []
  const others: object[] = []
  for (const block of content) {
    const { toolUse, toolResult } = block
    if (toolUse !== undefined)
      others.push({
        type: 'function_call',
        call_id: toolUse.toolUseId,
        name: toolUse.name,
        arguments: JSON.stringify(toolUse.input),
      })
    else if (toolResult !== undefined)
      others.push({
        type: 'function_call_output',
        call_id: toolResult.toolUseId,
        output: resultText(toolResult),
      })
    else if (block.reasoningContent === undefined) parts.push(partOf(block, role))
  }
  const message = parts.length === 0 ? [] : [{ role, content: parts }]
  return role === 'user' ? [...others, ...message] : [...message, ...others]
}

function partOf(block: Block, role: Message['role']): object {
  const text = wordsOf(block)
  if (text !== undefined) return { type: role === 'user' ? 'input_text' : 'output_text', text }
  const { image, document } = block
  if (image !== undefined) return { type: 'input_image', image_url: imageUrl(image) }
  if (document !== undefined) return { type: 'input_file', ...fileOf(document) }
  return refuseBlock(LABEL, block)
}

/** Texts grow; other items are shown when they are complete. The last event has everything. */
function withEvent(body: Body, event: Event): Body {
  const { type, response, item, output_index: at = 0, delta = '' } = event
  const before = body.output[at]
  if (type === 'response.failed')
    throw new Error(response?.error?.message ?? 'The response failed.')
  if (response !== undefined && response.output.length > 0) return response
  if (item !== undefined) return withItem(body, at, item)
  if (!/^response\.(?:output_text|refusal)\.delta$/.test(type) || before === undefined) return body
  const text = (before.content?.[0]?.text ?? '') + delta
  return withItem(body, at, { ...before, content: [{ text }] })
}

const withItem = (body: Body, at: number, item: Item): Body => ({
  ...body,
  output: placed(body.output, at, item),
})

function answerOf({ output, status, incomplete_details: incomplete, usage }: Body): Answer {
  const stopReason = incomplete?.reason ?? status
  return {
    blocks: output.flatMap(blocksOf),
    ...(stopReason !== undefined && stopReason !== 'in_progress' && { stopReason }),
    ...(usage != null && {
      usage: { inputTokens: usage.input_tokens, outputTokens: usage.output_tokens },
    }),
  }
}

function blocksOf({ type, content = [], summary = [], ...call }: Item): Block[] {
  const text = [...summary, ...content].map((part) => part.text ?? part.refusal ?? '').join('')
  if (type === 'function_call') {
    const { call_id: toolUseId = '', name = '', arguments: input = '' } = call
    return [{ toolUse: { toolUseId, name, input: inputOf(input) } }]
  }
  if (text === '') return []
  return [type === 'reasoning' ? { reasoningContent: { reasoningText: { text } } } : { text }]
}
