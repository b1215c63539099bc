import type Anthropic from '@anthropic-ai/sdk'
import type { ContentBlock, TokenUsage } from '@aws-sdk/client-bedrock-runtime'
import type OpenAI from 'openai'

// The answers of each API's client, in one form.

/** An answer, in one form. */
export interface ClientAnswer {
  thought: string
  text: string
  calls: { name: string; input: unknown }[]
  usage: [input: number | undefined, output: number | undefined]
}

export const nothing = (): ClientAnswer => ({
  thought: '',
  text: '',
  calls: [],
  usage: [undefined, undefined],
})
export const parsed = (text: string): unknown => JSON.parse(text === '' ? '{}' : text)

export function ofBlocks(
  content: readonly ContentBlock[],
  usage: TokenUsage | undefined,
): ClientAnswer {
  return {
    thought: content.map((block) => block.reasoningContent?.reasoningText?.text ?? '').join(''),
    text: content.map(({ text = '' }) => text).join(''),
    calls: content.flatMap(({ toolUse }) =>
      toolUse ? [{ name: toolUse.name ?? '', input: toolUse.input }] : [],
    ),
    usage: [usage?.inputTokens, usage?.outputTokens],
  }
}

/** gpt-oss has its reasoning in a separate member, or in tags. */
export function ofCompletion({ choices, usage }: OpenAI.ChatCompletion): ClientAnswer {
  const message = choices[0]?.message
  const [, tagged, text] =
    /^(?:<reasoning>(.*)<\/reasoning>)?(.*)$/s.exec(message?.content ?? '') ?? []
  const { reasoning = tagged ?? '' } = (message ?? {}) as { reasoning?: string }
  return {
    thought: reasoning,
    text: text ?? '',
    calls: (message?.tool_calls ?? []).flatMap((call) =>
      call.type === 'function'
        ? [{ name: call.function.name, input: parsed(call.function.arguments) }]
        : [],
    ),
    usage: [usage?.prompt_tokens, usage?.completion_tokens],
  }
}

export type Chunk = OpenAI.ChatCompletionChunk & {
  'amazon-bedrock-invocationMetrics'?: { inputTokenCount: number; outputTokenCount: number }
}

export function ofChunks(chunks: readonly Chunk[]): ClientAnswer {
  const answer = nothing()
  const inputs: string[] = []
  for (const { choices, usage, ...rest } of chunks) {
    const delta = choices[0]?.delta
    const [, tagged, text] =
      /^(?:<reasoning>(.*)<\/reasoning>)?(.*)$/s.exec(delta?.content ?? '') ?? []
    answer.thought += tagged ?? (delta as { reasoning?: string } | undefined)?.reasoning ?? ''
    answer.text += text ?? ''
    for (const call of delta?.tool_calls ?? []) {
      if (call.function?.name) answer.calls.push({ name: call.function.name, input: undefined })
      inputs[call.index] = (inputs[call.index] ?? '') + (call.function?.arguments ?? '')
    }
    const metrics = rest['amazon-bedrock-invocationMetrics']
    if (metrics) answer.usage = [metrics.inputTokenCount, metrics.outputTokenCount]
    if (usage) answer.usage = [usage.prompt_tokens, usage.completion_tokens]
  }
  answer.calls = answer.calls.map(({ name }, at) => ({ name, input: parsed(inputs[at] ?? '') }))
  return answer
}

/** Reasoning is plain text below /v1, and a summary below /openai/v1. */
export function ofResponse({
  output,
  usage,
}: Pick<OpenAI.Responses.Response, 'output' | 'usage'>): ClientAnswer {
  return {
    thought: output
      .flatMap((item) =>
        item.type === 'reasoning' ? [...(item.content ?? []), ...item.summary] : [],
      )
      .map(({ text }) => text)
      .join(''),
    text: output
      .flatMap((item) => (item.type === 'message' ? item.content : []))
      .map((part) => (part.type === 'output_text' ? part.text : ''))
      .join(''),
    calls: output.flatMap((item) =>
      item.type === 'function_call' ? [{ name: item.name, input: parsed(item.arguments) }] : [],
    ),
    usage: [usage?.input_tokens, usage?.output_tokens],
  }
}

/** Joins the deltas; the last event has only the usage. */
export function ofEvents(events: readonly OpenAI.Responses.ResponseStreamEvent[]): ClientAnswer {
  const answer = nothing()
  for (const event of events) {
    if (event.type === 'response.output_text.delta') answer.text += event.delta
    if (/^response\.reasoning(_summary)?_text\.delta$/.test(event.type))
      answer.thought += (event as { delta: string }).delta
    if (event.type === 'response.output_item.added' && event.item.type === 'function_call')
      answer.calls.push({ name: event.item.name, input: '' })
    if (event.type === 'response.function_call_arguments.delta') {
      const call = answer.calls.at(-1)
      if (call !== undefined) call.input = `${String(call.input)}${event.delta}`
    }
    if (event.type === 'response.completed')
      answer.usage = [event.response.usage?.input_tokens, event.response.usage?.output_tokens]
  }
  return {
    ...answer,
    calls: answer.calls.map(({ name, input }) => ({ name, input: parsed(String(input)) })),
  }
}

export function ofMessage({ content, usage }: Anthropic.Message): ClientAnswer {
  return {
    thought: content.map((block) => (block.type === 'thinking' ? block.thinking : '')).join(''),
    text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    calls: content.flatMap((block) =>
      block.type === 'tool_use' ? [{ name: block.name, input: block.input }] : [],
    ),
    usage: [usage.input_tokens, usage.output_tokens],
  }
}
