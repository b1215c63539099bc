import { isObject, parseJson } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Chat, Message, ToolChoice, ToolSpec } from './prompt.ts'

/** A Converse body in the neutral form, which is its own; what travels beside it is gathered from where clients put it. */
export function readConverse(body: JsonObject): Chat {
  const inference = objectAt(body, 'inferenceConfig')
  const toolConfig = objectAt(body, 'toolConfig')
  const more = objectAt(body, 'additionalModelRequestFields')
  const tools = listAt(toolConfig, 'tools')
  const choice = toolConfig['toolChoice']
  const reasoning = readReasoning(body, more)
  const format = readFormat(body, more)
  const topK =
    numberAt(more, 'top_k') ??
    numberAt(objectAt(more, 'inferenceConfig'), 'topK') ??
    numberAt(more, 'k')
  return {
    kind: 'chat',
    system: listAt(body, 'system'),
    messages: listAt(body, 'messages') as unknown as Message[],
    tools: tools.flatMap(readTool),
    systemTools: tools.flatMap(({ systemTool }) =>
      isObject(systemTool) && typeof systemTool['name'] === 'string' ? [systemTool['name']] : [],
    ),
    stopSequences: listOf(inference['stopSequences']).filter((stop) => typeof stop === 'string'),
    ...(isObject(choice) && { toolChoice: choice as unknown as ToolChoice }),
    ...(tools.some((tool) => tool['cachePoint'] !== undefined) && { cachesTools: true }),
    ...numbers(inference, ['maxTokens', 'temperature', 'topP']),
    ...(topK !== undefined && { topK }),
    ...(reasoning !== undefined && { reasoning }),
    ...(format !== undefined && { format }),
    ...(Object.keys(more).length > 0 && { native: more }),
  }
}

function readTool({ toolSpec }: JsonObject): ToolSpec[] {
  if (!isObject(toolSpec)) return []
  const { name, description, strict } = toolSpec
  return [
    {
      name: typeof name === 'string' ? name : '',
      schema: objectAt(objectAt(toolSpec, 'inputSchema'), 'json'),
      ...(typeof description === 'string' && { description }),
      ...(typeof strict === 'boolean' && { strict }),
    },
  ]
}

/** Every family has its own word for thinking. */
function readReasoning(body: JsonObject, more: JsonObject): Chat['reasoning'] {
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

/** A JSON schema for the answer: Converse's own member, or a native one that rides along. */
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

const objectAt = (value: JsonObject, key: string): JsonObject => {
  const member = value[key]
  return isObject(member) ? member : {}
}

const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : [])

const listAt = (value: JsonObject, key: string): JsonObject[] => listOf(value[key]).filter(isObject)

const numberAt = (value: JsonObject, key: string): number | undefined => {
  const member = value[key]
  return typeof member === 'number' ? member : undefined
}

function numbers<K extends string>(
  value: JsonObject,
  keys: readonly K[],
): Partial<Record<K, number>> {
  const found: Partial<Record<K, number>> = {}
  for (const key of keys) {
    const number = numberAt(value, key)
    if (number !== undefined) found[key] = number
  }
  return found
}
