import type { Chat, ToolChoice } from '../../../neutral/prompt.ts'
import type { Json, JsonObject } from '../../../json.ts'
import { isObject } from '../../../json.ts'
import { given, numberOf, objectOf, objectsOf, stringOf } from '../../../json-fields.ts'
import { CHOICES, toolOf } from '../../../dialects/openai/request.ts'
import { turnsOf } from './items.ts'

/** A request for a response, with all items of its conversation: those of the responses that it continues come first. */
export function readResponseRequest(body: JsonObject, items: readonly JsonObject[]): Chat {
  const { system, messages } = turnsOf(items)
  const instructions = stringOf(body['instructions'])
  const tools = objectsOf(body['tools'])
  return {
    kind: 'chat',
    system: instructions ? [{ text: instructions }, ...system] : system,
    messages,
    tools: tools.filter(isFunction).map(toolOf),
    systemTools: tools.filter((tool) => !isFunction(tool)).map(nameOf),
    stopSequences: [],
    ...given({
      toolChoice: readChoice(body['tool_choice']),
      maxTokens: numberOf(body['max_output_tokens']),
      temperature: numberOf(body['temperature']),
      topP: numberOf(body['top_p']),
      reasoning: readReasoning(objectOf(body['reasoning'])),
      format: readFormat(objectOf(objectOf(body['text'])['format'])),
    }),
  }
}

export const isFunction = ({ type }: JsonObject) => type === 'function'

/** Tools that the service runs itself are recognised by their label, or by their type. */
const nameOf = ({ server_label, type }: JsonObject): string =>
  stringOf(server_label) ?? stringOf(type) ?? ''

function readChoice(choice: Json | undefined): ToolChoice | undefined {
  if (typeof choice === 'string')
    return Object.hasOwn(CHOICES, choice) ? CHOICES[choice] : undefined
  const { type, name, mode } = objectOf(choice)
  if (type === 'allowed_tools') return readChoice(mode)
  return typeof name === 'string' ? { tool: { name } } : undefined
}

function readReasoning({ effort }: JsonObject): Chat['reasoning'] {
  return typeof effort === 'string' && effort !== 'none' ? { effort } : undefined
}

function readFormat({ type, schema, name }: JsonObject): Chat['format'] {
  if (type === 'json_object') return { schema: {} }
  if (type !== 'json_schema' || !isObject(schema)) return undefined
  return { schema, ...given({ name: stringOf(name) }) }
}
