import type { Block, Chat, Turn, ToolChoice, ToolResult, ToolSpec } from '../../neutral/prompt.ts'
import type { Json, JsonObject } from '../../json.ts'
import { isObject } from '../../json.ts'
import {
  given,
  listOf,
  numberOf,
  objectOf,
  objectsOf,
  stringOf,
  stringsOf,
} from '../../json-fields.ts'
import { checkNova } from './schema.ts'

// Nova's own bodies are close to Converse's: blocks keep their shape, the limits have aliases.

export function read(body: Json): Chat {
  const native = checkNova(body)
  const config = objectOf(native['inferenceConfig'])
  const toolConfig = objectOf(native['toolConfig'])
  const tools = objectsOf(toolConfig['tools'])
  return {
    kind: 'chat',
    system: objectsOf(native['system']).map(readBlock),
    messages: objectsOf(native['messages']).map(readMessage),
    tools: tools.flatMap(readTool),
    systemTools: tools.flatMap(({ systemTool }) => stringOf(objectOf(systemTool)['name']) ?? []),
    ...readChoice(objectOf(toolConfig['toolChoice'])),
    ...given({
      maxTokens: numberOf(config['maxTokens']) ?? numberOf(config['max_new_tokens']),
      temperature: numberOf(config['temperature']),
      topP: numberOf(config['topP']) ?? numberOf(config['top_p']),
      topK: numberOf(config['topK']) ?? numberOf(config['top_k']),
    }),
    stopSequences: stringsOf(config['stopSequences']),
    ...readReasoning(objectOf(native['reasoningConfig'] ?? config['reasoningConfig'])),
    ...(tools.some((tool) => 'cachePoint' in tool) && { cachesTools: true }),
  }
}

function readMessage({ role, content }: JsonObject): Turn {
  return {
    role: role === 'assistant' ? 'assistant' : 'user',
    content: objectsOf(content).map(readBlock),
  }
}

function readBlock(native: JsonObject): Block {
  const { text, toolUse, toolResult, reasoningContent, ...media } = native
  if (typeof text === 'string') return { text }
  if (isObject(toolUse)) return { toolUse: readToolUse(toolUse) }
  if (isObject(toolResult)) return { toolResult: readToolResult(toolResult) }
  if (isObject(reasoningContent)) return readThought(reasoningContent)
  return media
}

function readToolUse({ toolUseId, name, input, type }: JsonObject) {
  return {
    toolUseId: stringOf(toolUseId) ?? '',
    name: stringOf(name) ?? '',
    input: input ?? {},
    ...given({ type: stringOf(type) }),
  }
}

function readToolResult({ toolUseId, content, status, type }: JsonObject): ToolResult {
  return {
    toolUseId: stringOf(toolUseId) ?? '',
    content: objectsOf(content).map((item) =>
      item['json'] === undefined ? readBlock(item) : { json: item['json'] },
    ),
    ...((status === 'success' || status === 'error') && { status }),
    ...given({ type: stringOf(type) }),
  }
}

function readThought({ reasoningText, redactedContent }: JsonObject): Block {
  if (typeof redactedContent === 'string') return { reasoningContent: { redactedContent } }
  const { text, signature } = objectOf(reasoningText)
  return {
    reasoningContent: {
      reasoningText: { text: stringOf(text) ?? '', ...given({ signature: stringOf(signature) }) },
    },
  }
}

function readTool({ toolSpec }: JsonObject): ToolSpec[] {
  if (!isObject(toolSpec)) return []
  const { name, description, inputSchema } = toolSpec
  const schema = objectOf(inputSchema)['json']
  return [
    {
      name: stringOf(name) ?? '',
      ...given({ description: stringOf(description) }),
      schema: typeof schema === 'string' ? objectOf(parsed(schema)) : objectOf(schema),
    },
  ]
}

/** Nova takes a schema as text, too. */
function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return null
  }
}

function readChoice(choice: JsonObject): Pick<Chat, 'toolChoice'> {
  const name = stringOf(objectOf(choice['tool'])['name'])
  if (name !== undefined) return { toolChoice: { tool: { name } } }
  const kind = CHOICES.find((each) => Object.keys(each).every((key) => key in choice))
  return given({ toolChoice: kind })
}

const CHOICES: readonly ToolChoice[] = [{ auto: {} }, { any: {} }]

function readReasoning({ type, maxReasoningEffort }: JsonObject): Pick<Chat, 'reasoning'> {
  if (type !== 'enabled') return {}
  return { reasoning: given({ effort: stringOf(maxReasoningEffort) }) }
}

export const readContent = (message: JsonObject): Block[] =>
  listOf(message['content']).filter(isObject).map(readBlock)
