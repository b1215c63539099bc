import { AwsError } from '../../aws/errors.ts'
import type { Json, JsonObject } from '../../json.ts'
import { isObject } from '../../json.ts'
import { checkMessages } from './check-messages.ts'
import type { Traits } from './names.ts'
import { hasSchema } from './names.ts'
import { checkSchema } from './schema.ts'
import { builtIn } from './tools.ts'
import { listOf, numberOf, objectOf, objectsOf, stringOf } from '../../json-fields.ts'

/** Validates like Claude, with its messages; only the first problem is reported. */
export function check(body: Json, traits: Traits): JsonObject {
  if (hasSchema(traits)) checkSchema(body)
  if (!isObject(body)) throw refusal('Input should be a valid dictionary')
  const fault =
    memberFault(body) ??
    versionFault(body, traits) ??
    numberFault(body) ??
    checkMessages(body, traits) ??
    toolFault(body) ??
    thinkingFault(body, traits) ??
    samplingFault(body, traits)
  if (fault !== undefined) throw refusal(fault)
  return body
}

const refusal = (message: string) => new AwsError('ValidationException', message)

type ValueType = 'string' | 'integer' | 'number' | 'list' | 'dictionary' | 'text'

/** Every member a body may have, in the order in which faults are looked for. */
const MEMBERS: Readonly<Record<string, ValueType>> = {
  anthropic_version: 'string',
  max_tokens: 'integer',
  messages: 'list',
  system: 'text',
  temperature: 'number',
  top_p: 'number',
  top_k: 'integer',
  stop_sequences: 'list',
  tools: 'list',
  tool_choice: 'dictionary',
  thinking: 'dictionary',
  output_config: 'dictionary',
  output_format: 'dictionary',
  anthropic_beta: 'list',
  context_management: 'dictionary',
  container: 'string',
  mcp_servers: 'list',
  metadata: 'dictionary',
  service_tier: 'string',
}

const MEMBER_KINDS = Object.entries(MEMBERS)
export const memberNames: ReadonlySet<string> = new Set(Object.keys(MEMBERS))

const IS: Readonly<Record<ValueType, (value: Json) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number',
  list: Array.isArray,
  dictionary: isObject,
  text: (value) => typeof value === 'string' || Array.isArray(value),
}

const REQUIRED = ['anthropic_version', 'max_tokens', 'messages']

function memberFault(body: JsonObject): string | undefined {
  for (const name of REQUIRED) if (!(name in body)) return `${name}: Field required`
  for (const [name, kind] of MEMBER_KINDS) {
    const value = body[name]
    // Anthropic's clients send null for omitted members.
    if (value === undefined || (value === null && !REQUIRED.includes(name))) continue
    if (!IS[kind](value))
      return `${name}: Input should be a valid ${kind === 'text' ? 'string' : kind}`
  }
  const extra = Object.keys(body).find((name) => !memberNames.has(name))
  return extra === undefined ? undefined : `${extra}: Extra inputs are not permitted`
}

// Documented for Claude 4.7 and later; Anthropic's own client sends it to every model since its version 1.
const DATED = '2026-10-21'
const WITHOUT = ['temperature', 'top_p', 'top_k']

function versionFault(body: JsonObject, { generation }: Traits): string | undefined {
  const version = body['anthropic_version']
  if (version === 'bedrock-2023-05-31') return undefined
  if (version !== DATED || generation < 4.7)
    return "anthropic_version: Input should be 'bedrock-2023-05-31'"
  const removed = WITHOUT.find((name) => Object.hasOwn(body, name))
  return removed && `${removed}: Extra inputs are not permitted`
}

/** Each number's least and greatest value. */
const RANGES: readonly (readonly [name: string, min: number, max: number])[] = [
  ['max_tokens', 1, Infinity],
  ['temperature', 0, 1],
  ['top_p', 0, 1],
  ['top_k', 0, 500],
]

function numberFault(body: JsonObject): string | undefined {
  for (const [name, min, max] of RANGES) {
    const value = numberOf(body[name])
    if (value === undefined) continue
    if (value < min) return `${name}: Input should be greater than or equal to ${min}`
    if (value > max) return `${name}: Input should be less than or equal to ${max}`
  }
  return undefined
}

const EXPECTED =
  "'bash_20250124', 'custom', 'text_editor_20250124', 'text_editor_20250429', 'text_editor_20250728'"
const TOOL_NAME = /^[a-zA-Z0-9_-]{1,128}$/

function toolFault(body: JsonObject): string | undefined {
  const tools = objectsOf(body['tools'])
  const seen = new Set<string>()
  for (const [at, { name, type, input_schema }] of tools.entries()) {
    const tag = stringOf(type) ?? 'custom'
    if (tag !== 'custom' && !builtIn(tag))
      return `tools.${at}: Input tag '${tag}' found using 'type' does not match any of the expected tags: ${EXPECTED}`
    if (typeof name !== 'string') return `tools.${at}.${tag}.name: Field required`
    if (!TOOL_NAME.test(name))
      return `tools.${at}.${tag}.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'`
    if (seen.has(name)) return 'tools: Tool names must be unique.'
    seen.add(name)
    if (tag !== 'custom') continue
    if (input_schema === undefined) return `tools.${at}.custom.input_schema: Field required`
    if (!isObject(input_schema))
      return `tools.${at}.custom.input_schema: Input should be a valid dictionary`
    if (input_schema['type'] !== 'object')
      return `tools.${at}.custom.input_schema.type: ${input_schema['type'] === undefined ? 'Field required' : "Input should be 'object'"}`
  }
  return choiceFault(objectOf(body['tool_choice']), seen)
}

function choiceFault({ type, name }: JsonObject, names: ReadonlySet<string>): string | undefined {
  if (type !== undefined && names.size === 0 && type !== 'none')
    return 'tool_choice: may only be specified while providing `tools`.'
  if (type === 'tool' && !names.has(stringOf(name) ?? ''))
    return `Tool '${stringOf(name) ?? ''}' not found in provided tools`
  return undefined
}

function thinkingFault(body: JsonObject, { generation }: Traits): string | undefined {
  const { type, budget_tokens } = objectOf(body['thinking'])
  if (type === 'adaptive' && generation < 4.6)
    return 'adaptive thinking is not supported on this model'
  if (type !== 'enabled') return undefined
  if (budget_tokens === undefined) return 'thinking.enabled.budget_tokens: Field required'
  const budget = numberOf(budget_tokens) ?? 0
  if (budget < 1024)
    return 'thinking.enabled.budget_tokens: Input should be greater than or equal to 1024'
  if ((numberOf(body['max_tokens']) ?? 0) <= budget)
    return '`max_tokens` must be greater than `thinking.budget_tokens`.'
  const choice = objectOf(body['tool_choice'])['type']
  if (choice === 'any' || choice === 'tool')
    return 'Thinking may not be enabled when tool_choice forces tool use.'
  const temperature = numberOf(body['temperature'])
  return temperature !== undefined && temperature !== 1
    ? '`temperature` may only be set to 1 when thinking is enabled.'
    : undefined
}

function samplingFault(body: JsonObject, { generation }: Traits): string | undefined {
  const given = (name: string) => body[name] !== undefined && body[name] !== null
  if (generation >= 4.7 && given('temperature'))
    return '`temperature` is deprecated for this model.'
  if (generation >= 4.1 && given('temperature') && given('top_p'))
    return '`temperature` and `top_p` cannot both be specified for this model. Please use only one.'
  return listOf(body['stop_sequences']).some((stop) => typeof stop !== 'string')
    ? 'stop_sequences: Input should be a valid string'
    : undefined
}
