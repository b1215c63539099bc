import { AwsError } from '../../../aws/errors.ts'
import { isObject } from '../../../json.ts'
import type { JsonObject } from '../../../json.ts'
import { numberOf, objectOf, objectsOf, stringOf } from '../../../json-fields.ts'
import type { Strictness } from '../../strictness.ts'
import type { Call } from '../../types.ts'
import { checkModel } from '../check-model.ts'
import {
  effortFault,
  EFFORTS,
  isAbsent,
  kindFault,
  missingFault,
  schemaFault,
  SERVICE_TIERS,
  TOOL_CHOICES,
  unlistedValue,
  unsupportedParameter,
  withoutGeography,
} from '../openai-faults.ts'
import { refuseFiles } from '../missing-file.ts'
import type { Members } from '../openai-faults.ts'
import { messagesFault } from './check-messages.ts'

/** What Chat Completions refuses. Throws an error in OpenAI's words, or returns warnings. */
export function check(call: Call, strictness: Strictness): string[] {
  const { body } = call
  if (!isObject(body)) throw invalid('Failed to parse the request body as JSON')
  const fault = chatFault(body)
  if (fault !== undefined) throw invalid(fault)
  refuseFiles(objectsOf(body['messages']).map(({ content }) => content))
  return checkModel(call, strictness, 'chat')
}

const invalid = (message: string) => new AwsError('ValidationException', message)

/** The members that are read. Others are ignored, as they are on Bedrock. */
const MEMBERS: Members = {
  frequency_penalty: ['a number'],
  logprobs: ['a boolean'],
  max_completion_tokens: ['an integer'],
  max_tokens: ['an integer'],
  messages: ['an array'],
  model: ['a string'],
  n: ['an integer'],
  parallel_tool_calls: ['a boolean'],
  presence_penalty: ['a number'],
  reasoning_effort: ['a string'],
  response_format: ['an object'],
  seed: ['an integer'],
  service_tier: ['a string'],
  stop: ['a string', 'an array'],
  stream: ['a boolean'],
  stream_options: ['an object'],
  temperature: ['a number'],
  tool_choice: ['a string', 'an object'],
  tools: ['an array'],
  top_p: ['a number'],
}

/** The first fault of a request; undefined if there is none. */
export function chatFault(body: JsonObject): string | undefined {
  return (
    missingFault(body, ['model', 'messages']) ??
    kindFault(body, MEMBERS) ??
    messagesFault(body['messages']) ??
    toolFault(body) ??
    rangeFault(body) ??
    formatFault(objectOf(body['response_format'])) ??
    togetherFault(body) ??
    modelFault(body, withoutGeography(stringOf(body['model']) ?? ''))
  )
}

function toolFault({ tools, tool_choice: choice }: JsonObject): string | undefined {
  const all = objectsOf(tools)
  for (const [at, { type, function: called }] of all.entries()) {
    if (type !== 'function')
      return `Failed to deserialize the JSON body into the target type: ?[${at}]: Invalid 'tools': unknown variant \`${stringOf(type) ?? ''}\`, expected \`function\``
    if (stringOf(objectOf(called)['name']) === undefined)
      return `Missing required parameter: 'tools[${at}].function.name'.`
  }
  if (isAbsent(choice)) return undefined
  if (typeof choice === 'string' && !TOOL_CHOICES.includes(choice))
    return unlistedValue(choice, TOOL_CHOICES)
  if (all.length === 0 && choice !== 'none')
    return "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified."
  const named = stringOf(objectOf(objectOf(choice)['function'])['name'])
  return named === undefined || all.some((tool) => objectOf(tool['function'])['name'] === named)
    ? undefined
    : `Invalid value for 'tool_choice': no function named '${named}' was specified in the 'tools' parameter.`
}

const RANGES: readonly (readonly [name: string, min: number, max: number])[] = [
  ['max_tokens', 1, Infinity],
  ['max_completion_tokens', 1, Infinity],
  ['n', 1, 128],
  ['temperature', 0, 2],
  ['top_p', 0, 1],
  ['frequency_penalty', -2, 2],
  ['presence_penalty', -2, 2],
]

function rangeFault(body: JsonObject): string | undefined {
  for (const [name, min, max] of RANGES) {
    const value = numberOf(body[name])
    if (value === undefined) continue
    const kind = Number.isInteger(value) ? 'integer' : 'decimal'
    if (value < min)
      return `Invalid '${name}': ${kind} below minimum value. Expected a value >= ${min}, but got ${value} instead.`
    if (value > max)
      return `Invalid '${name}': ${kind} above maximum value. Expected a value <= ${max}, but got ${value} instead.`
  }
  const tier = stringOf(body['service_tier'])
  return tier === undefined || SERVICE_TIERS.includes(tier)
    ? undefined
    : unlistedValue(tier, SERVICE_TIERS)
}

const FORMATS = ['text', 'json_object', 'json_schema']

function formatFault({ type, json_schema: wanted }: JsonObject): string | undefined {
  if (type === undefined && wanted === undefined) return undefined
  if (!FORMATS.includes(stringOf(type) ?? '')) return unlistedValue(type, FORMATS)
  return type === 'json_schema'
    ? schemaFault(objectOf(wanted), 'response_format.json_schema')
    : undefined
}

function togetherFault(body: JsonObject): string | undefined {
  if (!isAbsent(body['stream_options']) && body['stream'] !== true)
    return "The 'stream_options' parameter is only allowed when 'stream' is enabled."
  return isAbsent(body['max_tokens']) || isAbsent(body['max_completion_tokens'])
    ? undefined
    : "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported."
}

const OSS_EFFORTS = ['low', 'medium', 'high']
const WITHOUT_SAMPLING = /^openai\.gpt-(?:5\.[5-9]|[6-9])/
const COMPLETION_TOKENS_ONLY = /^openai\.gpt-(?:5\.[6-9]|[6-9])/
const WITHOUT_SCHEMA = /^(?:qwen|deepseek|zai|minimax|moonshot(?:ai)?)\./

/** Parameters that a model refuses. */
function modelFault(body: JsonObject, model: string): string | undefined {
  if (WITHOUT_SAMPLING.test(model) && !isAbsent(body['top_p'])) return unsupportedParameter('top_p')
  const effort = stringOf(body['reasoning_effort'])
  if (COMPLETION_TOKENS_ONLY.test(model)) {
    if (!isAbsent(body['max_tokens']))
      return "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    if (effort !== undefined && effort !== 'none' && objectsOf(body['tools']).length > 0)
      return `Function tools with reasoning_effort are not supported for ${stringOf(body['model']) ?? ''} in /v1/chat/completions. To use function tools, use /v1/responses or set reasoning_effort to 'none'.`
  }
  if (effort !== undefined && model.startsWith('openai.')) {
    const efforts = model.startsWith('openai.gpt-oss') ? OSS_EFFORTS : EFFORTS
    const fault = effortFault(effort, stringOf(body['model']) ?? '', efforts)
    if (fault !== undefined) return fault
  }
  return WITHOUT_SCHEMA.test(model) && objectOf(body['response_format'])['type'] === 'json_schema'
    ? unsupportedParameter('response_format')
    : undefined
}
