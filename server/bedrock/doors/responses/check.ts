import type { Json, JsonObject } from '../../../json.ts'
import { isObject } from '../../../json.ts'
import { numberOf, objectOf, objectsOf, stringOf } from '../../../json-fields.ts'
import {
  effortFault,
  isAbsent,
  kindFault,
  kindOf,
  missingFault,
  schemaFault,
  SERVICE_TIERS,
  TOOL_CHOICES,
  unlistedValue,
  unsupportedParameter,
  withoutGeography,
} from '../openai-faults.ts'
import type { Members } from '../openai-faults.ts'
import { itemsFault } from './check-items.ts'
import type { Form } from './form.ts'
import { isFunction } from './request.ts'

// Request validation of the Responses API, with its messages. Only the first problem is reported.

/** The first fault of a request; undefined if there is none. */
export function responseFault(body: JsonObject, form: Form): string | undefined {
  return (
    missingFault(body, ['model', 'input']) ??
    kindFault(body, MEMBERS) ??
    unknownFault(body) ??
    toolFault(body) ??
    toolChoiceFault(body) ??
    valueFault(body) ??
    (form === 'full' ? openAiFault(body) : choiceFault(body))
  )
}

/** Every member that a request may have. */
const MEMBERS: Members = {
  background: ['a boolean'],
  include: ['an array'],
  input: ['a string', 'an array'],
  instructions: ['a string'],
  max_output_tokens: ['an integer'],
  max_tool_calls: ['an integer'],
  metadata: ['an object'],
  model: ['a string'],
  parallel_tool_calls: ['a boolean'],
  previous_response_id: ['a string'],
  prompt_cache_key: ['a string'],
  prompt_cache_retention: ['a string'],
  reasoning: ['an object'],
  safety_identifier: ['a string'],
  service_tier: ['a string'],
  store: ['a boolean'],
  stream: ['a boolean'],
  stream_options: ['an object'],
  temperature: ['a number'],
  text: ['an object'],
  tool_choice: ['a string', 'an object'],
  tools: ['an array'],
  top_logprobs: ['an integer'],
  top_p: ['a number'],
  truncation: ['a string'],
  user: ['a string'],
}

function unknownFault(body: JsonObject): string | undefined {
  for (const name in body) if (!Object.hasOwn(MEMBERS, name)) return `Unknown parameter: '${name}'.`
  return undefined
}

const TOOLS = ['function', 'mcp', 'web_search']
const SEARCHES = /^openai\.gpt-[5-9]/

function toolFault(body: JsonObject): string | undefined {
  if (body['tools'] === undefined) return undefined
  for (const [at, tool] of objectsOf(body['tools']).entries()) {
    const { type, name, server_label, connector_id } = tool
    const kind = stringOf(type) ?? ''
    if (!TOOLS.includes(kind))
      return `Failed to deserialize the JSON body into the target type: ?[${at}]: Invalid 'tools': unknown variant \`${kind}\`, expected one of ${TOOLS.map((one) => `\`${one}\``).join(', ')}`
    if (isFunction(tool) && typeof name !== 'string')
      return `Missing required parameter: 'tools[${at}].name'.`
    if (kind === 'mcp' && typeof connector_id !== 'string')
      return `MCP tool '${stringOf(server_label) ?? ''}' requires 'connector_id'. Note: 'server_url' is not supported.`
    const model = stringOf(body['model']) ?? ''
    if (kind === 'web_search' && !SEARCHES.test(withoutGeography(model)))
      return `Tool type 'web_search' is not supported for model \`${model}\`.`
  }
  return undefined
}

function toolChoiceFault({ tools, tool_choice: choice }: JsonObject): string | undefined {
  if (isAbsent(choice)) return undefined
  const all = objectsOf(tools)
  if (typeof choice === 'string') {
    if (!TOOL_CHOICES.includes(choice)) return unlistedValue(choice, TOOL_CHOICES)
    return choice === 'required' && all.length === 0
      ? "Tool choice 'required' must be specified with 'tools' parameter."
      : undefined
  }
  if (!isObject(choice)) return undefined
  const type = stringOf(choice['type']) ?? ''
  if (type === 'allowed_tools') return undefined
  if (!TOOLS.includes(type)) return unlistedValue(type, ['allowed_tools', ...TOOLS])
  const naming = NAMED_BY[type]
  const wanted = naming === undefined ? undefined : choice[naming]
  return all.some((tool) => tool['type'] === type && (!naming || tool[naming] === wanted))
    ? undefined
    : `Tool choice '${stringOf(wanted) ?? type}' not found in 'tools' parameter.`
}

/** What distinguishes tools of a type. */
const NAMED_BY: Readonly<Record<string, string>> = { function: 'name', mcp: 'server_label' }

/** Enumerated members: their values, and their paths. */
const WORDS: readonly (readonly [
  path: readonly [first: string, ...rest: string[]],
  words: readonly string[],
])[] = [
  [['service_tier'], SERVICE_TIERS],
  [['truncation'], ['auto', 'disabled']],
  [
    ['text', 'format', 'type'],
    ['text', 'json_object', 'json_schema'],
  ],
  [
    ['text', 'verbosity'],
    ['low', 'medium', 'high'],
  ],
  [
    ['reasoning', 'summary'],
    ['auto', 'concise', 'detailed'],
  ],
]

function valueFault(body: JsonObject): string | undefined {
  for (const [path, words] of WORDS) {
    if (body[path[0]] === undefined) continue
    const value = valueAt(body, path)
    if (!isAbsent(value) && !words.includes(stringOf(value) ?? ''))
      return unlistedValue(value, words)
  }
  const fault = metadataFault(body['metadata']) ?? formatFault(body['text'])
  if (fault !== undefined) return fault
  if (isObject(body['stream_options']) && body['stream'] !== true)
    return "The 'stream_options' parameter is only allowed when 'stream' is enabled."
  return itemsFault(body['input'])
}

function metadataFault(metadata: Json | undefined): string | undefined {
  if (!isObject(metadata)) return undefined
  for (const [name, value] of Object.entries(metadata))
    if (typeof value !== 'string')
      return `Invalid type for 'metadata.${name}': expected a string, but got ${kindOf(value)} instead.`
  return undefined
}

function formatFault(text: Json | undefined): string | undefined {
  if (text === undefined) return undefined
  const format = objectOf(objectOf(text)['format'])
  return format['type'] === 'json_schema' ? schemaFault(format, 'text.format') : undefined
}

function valueAt(body: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = body
  for (const name of path) value = isObject(value) ? value[name] : undefined
  return value
}

const MIN_OUTPUT = 16

/** OpenAI's own models have fixed sampling and their own effort levels. */
function openAiFault(body: JsonObject): string | undefined {
  const max = numberOf(body['max_output_tokens'])
  if (max !== undefined && max < MIN_OUTPUT)
    return `Invalid 'max_output_tokens': integer below minimum value. Expected a value >= ${MIN_OUTPUT}, but got ${max} instead.`
  const model = stringOf(body['model']) ?? ''
  if (!SEARCHES.test(withoutGeography(model))) return undefined
  const effort = stringOf(objectOf(body['reasoning'])['effort'])
  const fault = effort === undefined ? undefined : effortFault(effort, model)
  if (fault !== undefined) return fault
  if (!isAbsent(body['top_p'])) return unsupportedParameter('top_p')
  const temperature = numberOf(body['temperature'])
  return temperature === undefined || temperature === 1
    ? undefined
    : unsupportedParameter('temperature')
}

/** gpt-oss decides itself whether to call a tool. */
function choiceFault(body: JsonObject): string | undefined {
  const choice = body['tool_choice']
  const model = stringOf(body['model']) ?? ''
  if (choice !== 'none' && choice !== 'required') return undefined
  return model.includes('gpt-oss')
    ? `The model '${model}' does not support tool_choice '"${choice}"' for /v1/responses API. Supported options: ["auto"]`
    : undefined
}
