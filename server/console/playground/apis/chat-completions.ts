import { inputOf } from '../blocks.ts'
import type { Answer, Block } from '../blocks.ts'
import type { ConverseBody, Message, ToolChoice } from '../converse-body.ts'
import { checkMembers, fileOf, imageUrl, refuseBlock, resultText, toolsIn, wordsOf } from './api.ts'
import type { Api } from './api.ts'

const LABEL = 'Chat Completions'

interface ToolCall {
  index?: number
  id?: string
  function: { name?: string; arguments?: string }
}

interface Delta {
  content?: string | null
  reasoning?: string | null
  refusal?: string | null
  tool_calls?: readonly ToolCall[]
}

interface Body {
  choices: readonly { message?: Delta; delta?: Delta; finish_reason?: string | null }[]
  usage?: { prompt_tokens: number; completion_tokens: number } | null
}

export const chatCompletions: Api = {
  operation: 'ChatCompletions',
  label: LABEL,
  path: '/openai/v1/chat/completions',
  takesGuardrail: true,
  bodyOf,
  answerOf: (body) => answerOf(body as Body),
  reader() {
    let message: Delta = {}
    let finish: string | undefined
    let usage: Body['usage']
    return (_, payload) => {
      const { choices = [], usage: counted } = JSON.parse(payload) as Partial<Body>
      const [choice] = choices
      message = joined(message, choice?.delta ?? {})
      finish = choice?.finish_reason ?? finish
      usage = counted ?? usage
      return answerOf({
        choices: [{ message, ...(finish !== undefined && { finish_reason: finish }) }],
        ...(usage != null && { usage }),
      })
    }
  },
}

function bodyOf(body: ConverseBody, model: string, streams: boolean): object {
  checkMembers(LABEL, body)
  const tools = toolsIn(LABEL, body)
  const { system = [], messages, inferenceConfig = {}, toolConfig } = body
  const { maxTokens, temperature, topP, stopSequences } = inferenceConfig
  return {
    model,
    messages: [
      ...system.map(({ text }) => ({ role: 'system', content: text })),
      ...messages.flatMap(messagesOf),
    ],
    ...(maxTokens !== undefined && { max_completion_tokens: maxTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...(stopSequences !== undefined && { stop: stopSequences }),
    ...(tools.length > 0 && {
      tools: tools.map(({ name, description, inputSchema }) => ({
        type: 'function',
        function: {
          name,
          ...(description !== undefined && { description }),
          parameters: inputSchema.json,
        },
      })),
    }),
    ...(toolConfig?.toolChoice !== undefined && { tool_choice: choiceOf(toolConfig.toolChoice) }),
    ...(streams && { stream: true, stream_options: { include_usage: true } }),
    ...body.additionalModelRequestFields,
  }
}

/** Tool results are separate messages. Reasoning is not sent back. */
function messagesOf({ role, content }: Message): object[] {
  const results = content.flatMap(({ toolResult }) => toolResult ?? [])
  const calls = content.flatMap(({ toolUse }) => toolUse ?? [])
  const parts = content
    .filter(
      (block) => !('toolResult' in block || 'toolUse' in block || 'reasoningContent' in block),
    )
    .map(partOf)
  return [
    ...results.map((result) => ({
      role: 'tool',
      tool_call_id: result.toolUseId,
      content: resultText(result),
    })),
    ...(parts.length > 0 || calls.length > 0
      ? [
          {
            role,
            content: contentOf(parts),
            ...(calls.length > 0 && {
              tool_calls: calls.map(({ toolUseId, name, input }) => ({
                id: toolUseId,
                type: 'function',
                function: { name, arguments: JSON.stringify(input) },
              })),
            }),
          },
        ]
      : []),
  ]
}

type Part =
  | { type: 'text'; text: string }
  | { type: 'image_url'; image_url: { url: string } }
  | { type: 'file'; file: object }

function partOf(block: Block): Part {
  const text = wordsOf(block)
  if (text !== undefined) return { type: 'text', text }
  const { image, document } = block
  if (image !== undefined) return { type: 'image_url', image_url: { url: imageUrl(image) } }
  if (document !== undefined) return { type: 'file', file: fileOf(document) }
  return refuseBlock(LABEL, block)
}

/** One text is sent as a string, as most code does. */
function contentOf(parts: readonly Part[]): string | readonly Part[] | null {
  const [only] = parts
  if (only === undefined) return null
  return parts.length === 1 && only.type === 'text' ? only.text : parts
}

const choiceOf = ({ any, tool }: ToolChoice) =>
  tool !== undefined
    ? { type: 'function', function: { name: tool.name } }
    : any === undefined
      ? 'auto'
      : 'required'

function joined(
  message: Delta,
  { content, reasoning, refusal, tool_calls: pieces = [] }: Delta,
): Delta {
  const calls = [...(message.tool_calls ?? [])]
  for (const { index = 0, ...piece } of pieces) {
    const before = calls[index]
    calls[index] = {
      ...before,
      ...(piece.id !== undefined && { id: piece.id }),
      function: {
        name: (before?.function.name ?? '') + (piece.function.name ?? ''),
        arguments: (before?.function.arguments ?? '') + (piece.function.arguments ?? ''),
      },
    }
  }
  return {
    content: (message.content ?? '') + (content ?? ''),
    reasoning: (message.reasoning ?? '') + (reasoning ?? ''),
    refusal: (message.refusal ?? '') + (refusal ?? ''),
    tool_calls: calls,
  }
}

function answerOf({ choices, usage }: Body): Answer {
  const [choice] = choices
  const { content, reasoning, refusal, tool_calls: calls = [] } = choice?.message ?? {}
  const text = (content ?? '') + (refusal ?? '')
  return {
    blocks: [
      ...(reasoning ? [{ reasoningContent: { reasoningText: { text: reasoning } } }] : []),
      ...(text === '' ? [] : [{ text }]),
      ...calls.map(({ id = '', function: { name = '', arguments: input = '' } }) => ({
        toolUse: { toolUseId: id, name, input: inputOf(input) },
      })),
    ],
    ...(choice?.finish_reason != null && { stopReason: choice.finish_reason }),
    ...(usage != null && {
      usage: { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens },
    }),
  }
}
