import type { Block, Chat, Turn } from '../../neutral/prompt.ts'
import type { Json, JsonObject } from '../../json.ts'
import { cachePoint, readContent } from './blocks.ts'
import { check } from './check.ts'
import { traitsOf } from './names.ts'
import { readTool, readToolChoice } from './tools.ts'
import { given, numberOf, objectOf, objectsOf, stringOf, stringsOf } from '../../json-fields.ts'

/** A Claude messages request in the neutral form. */
export function read(body: Json, model: string): Chat {
  const native = check(body, traitsOf(model))
  const tools = objectsOf(native['tools'])
  const output = objectOf(native['output_config'])
  return {
    kind: 'chat',
    system: readContent(native['system']),
    messages: objectsOf(native['messages']).map(readMessage),
    tools: tools.map(readTool),
    systemTools: [],
    ...readToolChoice(objectOf(native['tool_choice'])),
    ...given({
      maxTokens: numberOf(native['max_tokens']),
      temperature: numberOf(native['temperature']),
      topP: numberOf(native['top_p']),
      topK: numberOf(native['top_k']),
    }),
    stopSequences: stringsOf(native['stop_sequences']),
    ...readThinking(objectOf(native['thinking']), output),
    ...readFormat(objectOf(output['format'] ?? native['output_format'])),
    ...(tools.some((tool) => cachePoint(tool).length > 0) && { cachesTools: true }),
  }
}

function readMessage({ role, content }: JsonObject): Turn {
  return {
    role: role === 'assistant' || role === 'system' ? role : 'user',
    content: readContent(content) satisfies Block[],
  }
}

function readThinking(thinking: JsonObject, output: JsonObject): Pick<Chat, 'reasoning'> {
  const { type, budget_tokens } = thinking
  if (type !== 'enabled' && type !== 'adaptive') return {}
  return {
    reasoning: given({
      budgetTokens: numberOf(budget_tokens),
      effort: stringOf(output['effort']),
    }),
  }
}

function readFormat({ type, schema, name }: JsonObject): Pick<Chat, 'format'> {
  if (type !== 'json_schema') return {}
  return { format: { schema: objectOf(schema), ...given({ name: stringOf(name) }) } }
}
