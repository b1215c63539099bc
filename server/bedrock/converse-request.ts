import { isObject, parseJson } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Chat, Turn, ToolChoice, ToolSpec } from '../neutral/prompt.ts'

/**
 * A Converse body in the neutral form, which has the same shapes; other members are collected from where clients put
 * them.
 */
export function readConverse(body: JsonObject): Chat {
  const chat: Chat = {
    kind: 'chat',
    system: listAt(body, 'system'),
    messages: listAt(body, 'messages') as Turn[],
    tools: [],
    systemTools: [],
    stopSequences: [],
  }
  const { inferenceConfig, toolConfig } = body
  if (isObject(inferenceConfig)) readInference(inferenceConfig, chat)
  if (isObject(toolConfig)) readTools(toolConfig, chat)
  readMore(body, objectAt(body, 'additionalModelRequestFields'), chat)
  return chat
}

const NUMBERS = ['maxTokens', 'temperature', 'topP'] as const

function readInference(inference: JsonObject, chat: Chat): void {
  const { stopSequences } = inference
  if (Array.isArray(stopSequences))
    chat.stopSequences = stopSequences.filter((stop) => typeof stop === 'string')
  for (const name of NUMBERS) {
    const number = inference[name]
    if (typeof number === 'number') chat[name] = number
  }
}

function readTools(toolConfig: JsonObject, chat: Chat): void {
  const choice = toolConfig['toolChoice']
  for (const tool of listAt(toolConfig, 'tools')) {
    const { toolSpec, systemTool, cachePoint } = tool
    if (isObject(toolSpec)) chat.tools.push(readTool(toolSpec))
    if (isObject(systemTool) && typeof systemTool['name'] === 'string')
      chat.systemTools.push(systemTool['name'])
    if (cachePoint !== undefined) chat.cachesTools = true
  }
  if (isObject(choice)) chat.toolChoice = choice as ToolChoice
}

/** Parameters that each family names differently. */
function readMore(body: JsonObject, more: JsonObject, chat: Chat): void {
  const format = readFormat(body, more)
  if (format !== undefined) chat.format = format
  if (more === NOTHING) return
  const topK =
    numberAt(more, 'top_k') ??
    numberAt(objectAt(more, 'inferenceConfig'), 'topK') ??
    numberAt(more, 'k')
  if (topK !== undefined) chat.topK = topK
  const reasoning = readReasoning(more)
  if (reasoning !== undefined) chat.reasoning = reasoning
  if (Object.keys(more).length > 0) chat.native = more
}

function readTool(toolSpec: JsonObject): ToolSpec {
  const { name, description, strict } = toolSpec
  return {
    name: typeof name === 'string' ? name : '',
    schema: objectAt(objectAt(toolSpec, 'inputSchema'), 'json'),
    ...(typeof description === 'string' && { description }),
    ...(typeof strict === 'boolean' && { strict }),
  }
}

/** Each family has its own parameter for thinking. */
function readReasoning(more: JsonObject): Chat['reasoning'] {
  const thinking = more['thinking']
  if (isObject(thinking) && thinking['type'] !== 'disabled') {
    const budget = numberAt(thinking, 'budget_tokens')
    return budget === undefined ? {} : { budgetTokens: budget }
  }
  const nova = more['reasoningConfig']
  if (isObject(nova) && nova['type'] === 'enabled') return withEffort(nova['maxReasoningEffort'])
  const effort = more['reasoning_effort'] ?? more['reasoning_config']
  if (effort !== undefined) return withEffort(effort)
  return undefined
}

const withEffort = (effort: Json | undefined) => (typeof effort === 'string' ? { effort } : {})

/** A JSON schema for the answer: Converse's own member, or a native one in additionalModelRequestFields. */
function readFormat(body: JsonObject, more: JsonObject): Chat['format'] {
  const structure = objectAt(objectAt(objectAt(body, 'outputConfig'), 'textFormat'), 'structure')
  const { schema, name } = objectAt(structure, 'jsonSchema')
  if (typeof schema === 'string') return formatOf(parseJson(schema), name)
  const native = objectAt(objectAt(more, 'output_config'), 'format')
  if (native['type'] === 'json_schema') return formatOf(native['schema'], native['name'])
  const openai = objectAt(more, 'response_format')
  if (openai['type'] === 'json_schema') {
    const { schema: wanted, name: called } = objectAt(openai, 'json_schema')
    return formatOf(wanted, called)
  }
  return openai['type'] === 'json_object' ? { schema: {} } : undefined
}

const formatOf = (schema: Json | undefined, name: Json | undefined): Chat['format'] => ({
  schema: isObject(schema) ? schema : {},
  ...(typeof name === 'string' && { name }),
})

const NOTHING: JsonObject = Object.freeze({})

const objectAt = (value: JsonObject, key: string): JsonObject => {
  const member = value[key]
  return isObject(member) ? member : NOTHING
}

const listAt = (value: JsonObject, key: string): JsonObject[] => {
  const member = value[key]
  if (!Array.isArray(member)) return []
  // The body's own list, if nothing has to be left out.
  return member.every(isObject) ? member : member.filter(isObject)
}

const numberAt = (value: JsonObject, key: string): number | undefined => {
  const member = value[key]
  return typeof member === 'number' ? member : undefined
}
