import type { Block, Chat, Turn, ToolChoice, ToolSpec } from '../../neutral/prompt.ts'
import type { Json, JsonObject } from '../../json.ts'
import { isObject, parseJson } from '../../json.ts'
import { given, numberOf, objectOf, objectsOf, stringOf, stringsOf } from '../../json-fields.ts'
import type { MemberSchema } from '../parts/schema.ts'

// The Chat Completions request, which a dozen families share.

/** Only what every server of this schema insists on: members it does not know are let through. */
export const REQUEST: MemberSchema = {
  type: 'JSONObject',
  open: true,
  required: ['messages'],
  properties: {
    messages: {
      type: 'JSONArray',
      minItems: 1,
      items: {
        type: 'JSONObject',
        open: true,
        required: ['role'],
        properties: {
          role: { type: 'String', enum: ['system', 'developer', 'user', 'assistant', 'tool'] },
          content: { type: ['String', 'JSONArray'], nullable: true },
          tool_calls: { type: 'JSONArray', nullable: true },
          tool_call_id: { type: 'String' },
        },
      },
    },
    max_tokens: { type: 'Integer', minimum: 1, nullable: true },
    max_completion_tokens: { type: 'Integer', minimum: 1, nullable: true },
    temperature: { type: 'Number', minimum: 0, maximum: 2, nullable: true },
    top_p: { type: 'Number', minimum: 0, maximum: 1, nullable: true },
    n: { type: 'Integer', minimum: 1, nullable: true },
    stop: { type: ['String', 'JSONArray'], nullable: true },
    stream: { type: 'Boolean', nullable: true },
    tools: { type: 'JSONArray', nullable: true, items: { type: 'JSONObject', open: true } },
    tool_choice: { type: ['String', 'JSONObject'], nullable: true },
    response_format: { type: 'JSONObject', open: true, nullable: true },
    reasoning_effort: { type: 'String', nullable: true },
  },
}

export function chatOf(body: JsonObject): Chat {
  const { system, messages } = turnsOf(objectsOf(body['messages']))
  const tools = objectsOf(body['tools']).map(toolOf)
  const stopSequences = stopsOf(body['stop'])
  const chat: Chat = { kind: 'chat', system, messages, tools, systemTools: [], stopSequences }
  const toolChoice = choiceOf(body['tool_choice'])
  if (toolChoice !== undefined) chat.toolChoice = toolChoice
  const maxTokens = numberOf(body['max_completion_tokens']) ?? numberOf(body['max_tokens'])
  if (maxTokens !== undefined) chat.maxTokens = maxTokens
  for (const [member, name] of NUMBERS) {
    const value = body[name]
    if (typeof value === 'number') chat[member] = value
  }
  const reasoning = reasoningOf(body)
  if (reasoning !== undefined) chat.reasoning = reasoning
  const format = formatOf(objectOf(body['response_format']))
  if (format !== undefined) chat.format = format
  if (wantsUsage(body)) chat.native = { includesUsage: true }
  return chat
}

const NUMBERS = [
  ['temperature', 'temperature'],
  ['topP', 'top_p'],
  ['topK', 'top_k'],
  ['count', 'n'],
] as const

function turnsOf(sent: JsonObject[]): Pick<Chat, 'system' | 'messages'> {
  const system: Block[] = []
  const messages: Turn[] = []
  for (const turn of sent) {
    const { role, content } = messageOf(turn)
    const last = messages.at(-1)
    if (role === 'system' && !last) system.push(...content)
    // Converse puts the results of all calls and the user's text into one message.
    else if (role === 'user' && last?.role === 'user' && last.content.some(isResult))
      last.content.push(...content)
    else messages.push({ role, content })
  }
  return { system, messages }
}

const isResult = (block: Block) => block.toolResult !== undefined

function messageOf(turn: JsonObject): Turn {
  const content = blocksOf(turn['content'])
  switch (stringOf(turn['role']) ?? 'user') {
    case 'system':
    case 'developer':
      return { role: 'system', content }
    case 'assistant': {
      const thought = stringOf(turn['reasoning_content']) ?? stringOf(turn['reasoning'])
      const refusal = stringOf(turn['refusal'])
      const before: Block[] = thought
        ? [{ reasoningContent: { reasoningText: { text: thought } } }]
        : []
      const refused: Block[] = refusal ? [{ text: refusal }] : []
      const calls = toolCallsOf(turn['tool_calls'])
      return { role: 'assistant', content: [...before, ...content, ...refused, ...calls] }
    }
    case 'tool': {
      const toolUseId = stringOf(turn['tool_call_id']) ?? ''
      return { role: 'user', content: [{ toolResult: { toolUseId, content } }] }
    }
    default:
      return { role: 'user', content }
  }
}

function blocksOf(content: Json | undefined): Block[] {
  if (typeof content === 'string') return content === '' ? [] : [{ text: content }]
  return objectsOf(content).flatMap(partOf)
}

function partOf(part: JsonObject): Block[] {
  const text = stringOf(part['text'])
  if (text !== undefined) return [{ text }]
  const refusal = stringOf(part['refusal'])
  if (refusal !== undefined) return [{ text: refusal }]
  const file = objectOf(part['file'])
  if (typeof file['file_data'] === 'string') return [{ document: documentOf(file) }]
  const image = part['image_url']
  const url = stringOf(image) ?? stringOf(objectOf(image)['url'])
  if (url !== undefined) return [{ image: mediaOf(url) }]
  const { data, format } = objectOf(part['input_audio'])
  return typeof data === 'string'
    ? [{ audio: { format: format ?? 'wav', source: { bytes: data } } }]
    : []
}

/** A file with its data; its name, without the ending, names the document. */
function documentOf({ file_data: data, filename }: JsonObject): JsonObject {
  const [, bytes] = split(stringOf(data) ?? '', ';base64,')
  const [, name = '', format = 'pdf'] = /^(.*?)(?:\.(\w+))?$/.exec(stringOf(filename) ?? '') ?? []
  return { format, name: name || 'document', source: { bytes: bytes ?? stringOf(data) ?? '' } }
}

/** Converts `data:image/png;base64,...` to Converse's format; other URLs are unchanged. */
export function mediaOf(url: string): JsonObject {
  const [head, bytes] = split(url, ';base64,')
  const format = head.slice(head.indexOf('/') + 1)
  if (url.startsWith('s3://'))
    return { format: formatIn(url), source: { s3Location: { uri: url } } }
  return bytes === undefined
    ? { source: { url } }
    : { format: format === 'jpg' ? 'jpeg' : format, source: { bytes } }
}

const formatIn = (url: string): string => {
  const ending = /\.(\w+)$/.exec(url)?.[1]?.toLowerCase() ?? 'png'
  return ending === 'jpg' ? 'jpeg' : ending
}

function split(text: string, mark: string): [string, string?] {
  const at = text.indexOf(mark)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + mark.length)]
}

/** Tool calls of a message, recorded or sent; arguments that are not JSON stay text. */
export function toolCallsOf(calls: Json | undefined): Block[] {
  return objectsOf(calls).map((call) => {
    const { name, arguments: args } = objectOf(call['function'])
    return {
      toolUse: {
        toolUseId: stringOf(call['id']) ?? '',
        name: stringOf(name) ?? '',
        input: inputOf(args),
      },
    }
  })
}

export function inputOf(args: Json | undefined): Json {
  if (typeof args !== 'string') return args ?? {}
  return args.trim() === '' ? {} : (parseJson(args) ?? args)
}

export function toolOf(tool: JsonObject): ToolSpec {
  const { name, description, parameters, strict } = isObject(tool['function'])
    ? tool['function']
    : tool
  return {
    name: stringOf(name) ?? '',
    schema: isObject(parameters) ? parameters : { type: 'object', properties: {} },
    ...given({ description: stringOf(description), strict: strict === true ? true : undefined }),
  }
}

export const CHOICES: Readonly<Record<string, ToolChoice>> = {
  auto: { auto: {} },
  none: { none: {} },
  any: { any: {} },
  required: { any: {} },
}

function choiceOf(choice: Json | undefined): ToolChoice | undefined {
  if (typeof choice === 'string')
    return Object.hasOwn(CHOICES, choice) ? CHOICES[choice] : undefined
  const { function: called, allowed_tools: allowed } = objectOf(choice)
  if (allowed !== undefined) return choiceOf(objectOf(allowed)['mode'])
  const name = stringOf(objectOf(called)['name'])
  return name === undefined ? undefined : { tool: { name } }
}

function stopsOf(stop: Json | undefined): string[] {
  return typeof stop === 'string' ? [stop] : stringsOf(stop)
}

/** gpt-oss has `reasoning_effort`, Qwen `reasoning_config`, the templates of others a switch. */
function reasoningOf(body: JsonObject): Chat['reasoning'] {
  const effort = stringOf(body['reasoning_effort']) ?? stringOf(body['reasoning_config'])
  if (effort !== undefined) return { effort }
  return objectOf(body['chat_template_kwargs'])['enable_thinking'] === true ? {} : undefined
}

function formatOf(format: JsonObject): Chat['format'] {
  if (format['type'] === 'json_object') return { schema: {} }
  const { schema, name } = objectOf(format['json_schema'])
  return isObject(schema) ? { schema, ...given({ name: stringOf(name) }) } : undefined
}

function wantsUsage(body: JsonObject): boolean {
  return objectOf(body['stream_options'])['include_usage'] === true
}
