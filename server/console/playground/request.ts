import { isRecord } from '../code/call.ts'
import { guardrailConfigOf, guardrailOf, NO_GUARDRAIL } from './guardrail.ts'
import type { GuardrailChoice } from './guardrail.ts'
import type { ConverseBody, Message } from './converse-body.ts'
import { NO_TOOLS, toolConfigOf, toolsOf } from './tools.ts'
import type { Tools } from './tools.ts'

/** The user's settings; empty ones are not sent. */
export interface Parameters {
  maxTokens: string
  temperature: string
  topP: string
  /** One per line. */
  stopSequences: string
  /** JSON. */
  additional: string
}

export const NO_PARAMETERS: Parameters = {
  maxTokens: '',
  temperature: '',
  topP: '',
  stopSequences: '',
  additional: '',
}

const DEFAULT_MAX_TOKENS = 512

/** Every call that costs money has a limit. */
export const limited = (given: Parameters): Parameters =>
  given.maxTokens === '' ? { ...given, maxTokens: String(DEFAULT_MAX_TOKENS) } : given

export const PRESETS: readonly { name: string; temperature: string; topP: string }[] = [
  { name: 'Precise', temperature: '0.1', topP: '0.5' },
  { name: 'Balanced', temperature: '0.5', topP: '0.9' },
  { name: 'Creative', temperature: '1', topP: '1' },
]

/** The fields of the playground. */
export interface ChatRequest {
  system: string
  messages: readonly Message[]
  parameters: Parameters
  tools: Tools
  guardrail: GuardrailChoice
  /** Members of the body that came with a call from Live and have no field. */
  extra: Readonly<Record<string, unknown>>
}

/** The body of Converse. Throws an Error that names what cannot be sent. */
export function bodyOf(
  { system, messages, parameters, tools, guardrail, extra }: ChatRequest,
  streams: boolean,
): ConverseBody {
  const { maxTokens, temperature, topP, stopSequences, additional } = parameters
  const stops = stopSequences.split('\n').filter((line) => line !== '')
  const inferenceConfig = {
    ...(maxTokens !== '' && { maxTokens: numberOf(maxTokens, 'Max tokens') }),
    ...(temperature !== '' && { temperature: numberOf(temperature, 'Temperature') }),
    ...(topP !== '' && { topP: numberOf(topP, 'Top P') }),
    ...(stops.length > 0 && { stopSequences: stops }),
  }
  const toolConfig = toolConfigOf(tools)
  const guardrailConfig = guardrailConfigOf(guardrail, streams)
  return {
    messages,
    ...(system !== '' && { system: [{ text: system }] }),
    ...(Object.keys(inferenceConfig).length > 0 && { inferenceConfig }),
    ...(additional.trim() !== '' && { additionalModelRequestFields: fieldsOf(additional) }),
    ...(toolConfig !== undefined && { toolConfig }),
    ...(guardrailConfig !== undefined && { guardrailConfig }),
    ...extra,
  }
}

function numberOf(text: string, name: string): number {
  const number = Number(text)
  if (text.trim() === '' || Number.isNaN(number)) throw new Error(`${name} must be a number.`)
  return number
}

function fieldsOf(text: string): object {
  try {
    return JSON.parse(text) as object
  } catch {
    throw new Error('The additional fields are not valid JSON.')
  }
}

/** Members with a field in the playground; the rest of a body is sent unchanged. */
const KNOWN = new Set([
  'messages',
  'system',
  'inferenceConfig',
  'additionalModelRequestFields',
  'guardrailConfig',
  'modelId',
])

const text = (value: number | undefined): string => (value === undefined ? '' : String(value))

const isAbsentOr = (fits: (value: unknown) => boolean) => (value: unknown) =>
  value === undefined || fits(value)

const isListOf =
  (fits: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every(fits)

/** Whether the fields can take a body. Live also has calls that Bedrock rejected for their form. */
export function isChat(body: unknown): boolean {
  if (!isRecord(body)) return false
  const { inferenceConfig: config } = body
  return (
    isListOf((message) => isRecord(message) && isListOf(isBlock)(message['content']))(
      body['messages'],
    ) &&
    isAbsentOr(isListOf(isBlock))(body['system']) &&
    isAbsentOr(isRecord)(config) &&
    (!isRecord(config) || isAbsentOr(Array.isArray)(config['stopSequences'])) &&
    isAbsentOr(isRecord)(body['toolConfig']) &&
    isAbsentOr(isRecord)(body['guardrailConfig'])
  )
}

const isBlock = (value: unknown): boolean =>
  isRecord(value) && isAbsentOr((one) => typeof one === 'string')(value['text'])

/** A Converse body, parsed into the fields of the playground. */
export function fromCall(body: unknown): ChatRequest {
  const {
    messages = [],
    system = [],
    inferenceConfig = {},
    additionalModelRequestFields: more,
    toolConfig,
    guardrailConfig,
  } = body as Partial<ConverseBody>
  const tools = toolConfig === undefined ? NO_TOOLS : toolsOf(toolConfig)
  const onlyText = system.every((block) => typeof block.text === 'string')
  return {
    system: onlyText ? system.map((block) => block.text ?? '').join('\n') : '',
    messages,
    parameters: {
      maxTokens: text(inferenceConfig.maxTokens),
      temperature: text(inferenceConfig.temperature),
      topP: text(inferenceConfig.topP),
      stopSequences: (inferenceConfig.stopSequences ?? []).join('\n'),
      additional: more === undefined ? '' : JSON.stringify(more, null, 2),
    },
    tools: tools ?? NO_TOOLS,
    guardrail: guardrailConfig === undefined ? NO_GUARDRAIL : guardrailOf(guardrailConfig),
    extra: Object.fromEntries(
      Object.entries(body as object).filter(([name]) => {
        if (name === 'system') return !onlyText
        return name === 'toolConfig' ? tools === undefined : !KNOWN.has(name)
      }),
    ),
  }
}
