import type { Block } from '../../neutral/prompt.ts'
import { familyOf } from '../../models/families.ts'
import { habitsOf } from '../../models/habits.ts'
import type { Message, StopReason, Usage } from '../../neutral/reply.ts'
import type { Json, JsonObject } from '../../json.ts'
import { isObject } from '../../json.ts'
import type { Ids } from '../dialect.ts'
import { listOf, numberOf, objectOf, objectsOf, stringOf } from '../../json-fields.ts'
import { metricsOf } from '../parts/metrics.ts'
import { toolCallsOf, inputOf } from './request.ts'

// What the families with OpenAI's schema share in their answers. How each writes them is its own
// affair: they differ in the order of keys and in which are there at all.

export const FINISH = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  tool_use: 'tool_calls',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  content_filtered: 'content_filter',
  guardrail_intervened: 'content_filter',
  malformed_model_output: 'stop',
  malformed_tool_use: 'stop',
} as const satisfies Record<StopReason, string>

export const STOPS: Readonly<Record<string, StopReason>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'content_filtered',
}

/** How vLLM names the calls of the models it serves. */
export const vllmCallId = (ids: Ids) => ids('chatcmpl-tool-', 32, 'hex')

const TAG = { open: '<reasoning>', close: '</reasoning>' }

/** Whether a model has no separate member for its reasoning. */
export const tagsThoughts = (model: string): boolean =>
  habitsOf(familyOf(model)).tagsReasoning === true

export const tagged = (thought: string) => `${TAG.open}${thought}${TAG.close}`

/** Thoughts and text apart; a streamed thought comes in several tags, one a chunk. */
export function untag(content: string): { thought: string; text: string } {
  let thought = ''
  let text = ''
  const [head = '', ...rest] = content.split(TAG.open)
  text += head
  for (const part of rest) {
    const close = part.indexOf(TAG.close)
    thought += close < 0 ? part : part.slice(0, close)
    if (close >= 0) text += part.slice(close + TAG.close.length)
  }
  return { thought, text }
}

interface MessageParts {
  /** The model that speaks, by its own account. */
  model: Json | undefined
  content: string
  thought: string
  calls: Block[]
  finish: string | undefined
}

function messageOf(
  { model, content, thought, calls, finish }: MessageParts,
  usage: Usage,
  latencyMs: number,
): Message {
  const inside = tagsThoughts(stringOf(model) ?? '')
    ? untag(content)
    : { thought: '', text: content }
  const thoughts = thought + inside.thought
  return {
    kind: 'message',
    content: [
      ...(thoughts === '' ? [] : [{ reasoningContent: { reasoningText: { text: thoughts } } }]),
      ...(inside.text === '' ? [] : [{ text: inside.text }]),
      ...calls,
    ],
    stopReason: STOPS[finish ?? 'stop'] ?? 'end_turn',
    usage,
    latencyMs,
  }
}

const finishOf = (choice: JsonObject) =>
  stringOf(choice['finish_reason']) ?? stringOf(choice['stop_reason'])

function usageOf(usage: JsonObject): Usage {
  return {
    inputTokens: numberOf(usage['prompt_tokens']) ?? 0,
    outputTokens: numberOf(usage['completion_tokens']) ?? 0,
  }
}

/** A recorded chat.completion. */
export function parseCompletion(body: Json): Message {
  const { choices, model, usage, meta } = objectOf(body)
  const choice = objectOf(listOf(choices)[0])
  const { content, reasoning_content: thought, tool_calls: calls } = objectOf(choice['message'])
  return messageOf(
    {
      model,
      content: stringOf(content) ?? '',
      thought: stringOf(thought) ?? '',
      calls: toolCallsOf(calls),
      finish: finishOf(choice),
    },
    usageOf(objectOf(usage)),
    numberOf(objectOf(meta)['requestDurationMillis']) ?? 0,
  )
}

/** Recorded chunks of a completion; of several choices, the first. */
export function joinCompletion(parts: Json[]): Message {
  const model = objectOf(parts[0])['model']
  const joined: MessageParts = { model, content: '', thought: '', calls: [], finish: undefined }
  const calls: { id: string; name: string; args: string }[] = []
  for (const choice of parts.flatMap((part) => objectsOf(objectOf(part)['choices']))) {
    if ((numberOf(choice['index']) ?? 0) > 0) continue
    const delta = objectOf(isObject(choice['delta']) ? choice['delta'] : choice['message'])
    joined.content += stringOf(delta['content']) ?? ''
    joined.thought += stringOf(delta['reasoning_content']) ?? ''
    joined.finish = finishOf(choice) ?? joined.finish
    for (const part of objectsOf(delta['tool_calls'])) joinCall(calls, part)
  }
  joined.calls = calls.map(({ id, name, args }) => ({
    toolUse: { toolUseId: id, name, input: inputOf(args) },
  }))
  const { usage, latencyMs } = metricsOf(parts)
  return messageOf(joined, usage, latencyMs)
}

function joinCall(calls: { id: string; name: string; args: string }[], part: JsonObject): void {
  const { name, arguments: args } = objectOf(part['function'])
  const call = (calls[numberOf(part['index']) ?? calls.length] ??= { id: '', name: '', args: '' })
  call.id ||= stringOf(part['id']) ?? ''
  call.name ||= stringOf(name) ?? ''
  call.args += stringOf(args) ?? ''
}
