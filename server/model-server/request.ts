import type { Call } from '../bedrock/types.ts'
import type { JsonObject } from '../json.ts'
import { isObject } from '../json.ts'
import { given, numberOf } from '../json-fields.ts'
import type { Chat, ToolChoice } from '../neutral/prompt.ts'
import { refuseContent } from './media.ts'
import type { Unfit } from './media.ts'
import { messagesOf } from './messages.ts'

/** A request for a chat completion, and what was left out of it. */
export interface ChatRequest {
  body: JsonObject
  warnings: string[]
}

interface RequestOptions {
  /** The server's model. */
  model: string
  /** Leave out what the API does not have, with a warning. */
  lenient: boolean
  isVllm: boolean
}

/** Translates a call. Throws a ValidationException for what the API cannot carry. */
export function requestOf(
  call: Call,
  chat: Chat,
  { model, lenient, isVllm }: RequestOptions,
): ChatRequest {
  const warnings: string[] = []
  const unfit: Unfit = lenient
    ? (message) => void warnings.push(`${message} It was left out.`)
    : refuseContent
  if (chat.systemTools.length > 0)
    unfit(`The model server cannot run the tools of the service (${chat.systemTools.join(', ')}).`)
  const messages = messagesOf(chat, unfit)
  const { passed, ignored } = moreOf(call)
  if (ignored.length > 0)
    warnings.push(
      `These fields of the request are not sent to the model server: ${ignored.join(', ')}.`,
    )
  const { maxTokens, temperature, topP, topK, reasoning } = chat
  const isPrefilled = isVllm && chat.messages.at(-1)?.role === 'assistant'
  const body: JsonObject = {
    model,
    messages,
    stream: true,
    stream_options: { include_usage: true },
    ...given({
      max_tokens: maxTokens,
      temperature,
      top_p: topP,
      top_k: topK,
      reasoning_effort: reasoning?.effort,
    }),
    ...passed,
    ...toolsOf(chat),
    ...formatOf(chat.format),
    // vLLM would begin another turn.
    ...(isPrefilled && { continue_final_message: true, add_generation_prompt: false }),
  }
  return { body, warnings }
}

/** The text with which the caller began the answer. */
export function prefillOf({ messages }: Chat): string {
  const last = messages.at(-1)
  return last?.role === 'assistant' ? last.content.map(({ text = '' }) => text).join('') : ''
}

function toolsOf({ tools, toolChoice }: Chat): JsonObject {
  if (tools.length === 0 || (toolChoice !== undefined && 'none' in toolChoice)) return {}
  return {
    tools: tools.map(({ name, description, schema, strict }) => ({
      type: 'function',
      function: { name, ...given({ description, strict }), parameters: schema },
    })),
    ...(toolChoice !== undefined && { tool_choice: choiceOf(toolChoice) }),
  }
}

function choiceOf(choice: ToolChoice): string | JsonObject {
  if ('tool' in choice) return { type: 'function', function: { name: choice.tool.name } }
  return 'any' in choice ? 'required' : 'auto'
}

export function formatOf(format: Chat['format']): JsonObject {
  if (format === undefined) return {}
  const { schema, name = 'answer' } = format
  if (Object.keys(schema).length === 0) return { response_format: { type: 'json_object' } }
  return {
    response_format: { type: 'json_schema', json_schema: { name, schema, strict: true } },
  }
}

/** Sampling parameters of which Converse and most families have no neutral form. */
const PASSED = ['seed', 'min_p']

/** Fields whose meaning is in the neutral form already. */
const UNDERSTOOD = new Set([
  'top_k',
  'k',
  'inferenceConfig',
  'thinking',
  'reasoningConfig',
  'reasoning_effort',
  'reasoning_config',
  'output_config',
  'response_format',
])

function moreOf({ body, operation }: Call): { passed: JsonObject; ignored: string[] } {
  const whole: JsonObject = isObject(body) ? body : {}
  const isOwn = operation.native === true || operation.door !== undefined
  const fields = isOwn ? whole : whole['additionalModelRequestFields']
  const more: JsonObject = isObject(fields) ? fields : {}
  const passed: JsonObject = {}
  for (const name of PASSED) {
    const value = numberOf(more[name])
    if (value !== undefined) passed[name] = value
  }
  const ignored = isOwn
    ? []
    : Object.keys(more).filter((name) => !PASSED.includes(name) && !UNDERSTOOD.has(name))
  return { passed, ignored }
}
