import type { Block, Chat, Turn, ReasoningContent } from '../../../neutral/prompt.ts'
import type { Json, JsonObject } from '../../../json.ts'
import { isObject, parseJson } from '../../../json.ts'
import { given, numberOf, objectOf, objectsOf, stringOf } from '../../../json-fields.ts'
import { inputOf, mediaOf } from '../../../dialects/openai/request.ts'

// Both the input and the output of a response are lists of items. An answer's items are sent back as input.

/** The items of `input`, which may be a text. */
export function itemsOf(input: Json | undefined): JsonObject[] {
  return typeof input === 'string' ? [{ role: 'user', content: input }] : objectsOf(input)
}

/** Items as a conversation. System and developer messages before the first turn are the system prompt. */
export function turnsOf(items: readonly JsonObject[]): Pick<Chat, 'system' | 'messages'> {
  const system: Block[] = []
  const messages: Turn[] = []
  for (const item of items) {
    const { role, content } = turnOf(item)
    const last = messages.at(-1)
    if (role === 'system' && last === undefined) system.push(...content)
    else if (last !== undefined && continues(last, role)) last.content.push(...content)
    else messages.push({ role, content: [...content] })
  }
  return { system, messages }
}

/** One answer of the model is several items. Converse puts the results of all calls, and the text that follows, into one message. */
function continues(last: Turn, role: Turn['role']): boolean {
  if (last.role !== role) return false
  return role === 'assistant' || last.content.some(({ toolResult }) => toolResult !== undefined)
}

function turnOf(item: JsonObject): Turn {
  const read = READ[stringOf(item['type']) ?? '']
  return read === undefined
    ? { role: roleOf(item['role']), content: readContent(item['content']) }
    : { role: item['type'] === 'function_call_output' ? 'user' : 'assistant', content: read(item) }
}

/** Items other than messages. */
const READ: Readonly<Record<string, (item: JsonObject) => Block[]>> = {
  function_call: (item) => [readCall(item)],
  function_call_output: (item) => [readResult(item)],
  reasoning: readReasoning,
  web_search_call: (item) => [readSearch(item)],
  mcp_call: readRemoteCall,
}

/** The types of items that the neutral form has. */
export const ITEMS: ReadonlySet<string> = new Set(['message', ...Object.keys(READ)])

function roleOf(role: Json | undefined): Turn['role'] {
  if (role === 'assistant') return 'assistant'
  return role === 'system' || role === 'developer' ? 'system' : 'user'
}

const readCall = ({ call_id, name, arguments: args }: JsonObject): Block => ({
  toolUse: {
    toolUseId: stringOf(call_id) ?? '',
    name: stringOf(name) ?? '',
    input: inputOf(args),
  },
})

const readResult = ({ call_id, output }: JsonObject): Block => ({
  toolResult: { toolUseId: stringOf(call_id) ?? '', content: readContent(output) },
})

/** Tools that the service runs: their item has call and result. */
const readSearch = ({ id, action }: JsonObject): Block => ({
  toolUse: {
    toolUseId: stringOf(id) ?? '',
    name: 'web_search',
    input: objectOf(action),
    type: 'server_tool_use',
  },
})

function readRemoteCall(item: JsonObject): Block[] {
  const toolUseId = stringOf(item['id']) ?? ''
  const call = readCall({ ...item, call_id: toolUseId }).toolUse
  const output = stringOf(item['output'])
  return [
    ...(call === undefined ? [] : [{ toolUse: { ...call, type: 'server_tool_use' } }]),
    ...(output === undefined ? [] : [{ toolResult: { toolUseId, content: [{ text: output }] } }]),
  ]
}

function readContent(content: Json | undefined): Block[] {
  if (typeof content === 'string') return content === '' ? [] : [{ text: content }]
  return objectsOf(content).flatMap((part) => readPart(part) ?? [])
}

function readPart(part: JsonObject): Block | undefined {
  return (PARTS[stringOf(part['type']) ?? ''] ?? readText)(part)
}

/** Parts other than text. */
const PARTS: Readonly<Record<string, (part: JsonObject) => Block | undefined>> = {
  input_image: readImage,
  input_file: readFile,
  input_audio: readAudio,
}

function readImage({ image_url }: JsonObject): Block | undefined {
  const url = stringOf(image_url)
  return url === undefined ? undefined : { image: located(mediaOf(url)) }
}

function readAudio({ input_audio }: JsonObject): Block {
  const { data, format } = objectOf(input_audio)
  return { audio: { format: format ?? 'wav', source: { bytes: data ?? '' } } }
}

/** Bedrock fetches nothing from the web, but reads S3. */
function located(media: JsonObject): JsonObject {
  const url = stringOf(objectOf(media['source'])['url'])
  if (url === undefined || !url.startsWith('s3://')) return media
  const format = url.slice(url.lastIndexOf('.') + 1).toLowerCase()
  return { format: format === 'jpg' ? 'jpeg' : format, source: { s3Location: { uri: url } } }
}

function readFile({ file_data, file_url, filename }: JsonObject): Block | undefined {
  const data = stringOf(file_data) ?? stringOf(file_url)
  if (data === undefined) return undefined
  const name = stringOf(filename) ?? 'document'
  const dot = name.lastIndexOf('.')
  const { format, source } = located(mediaOf(data))
  const ending = dot > 0 ? name.slice(dot + 1).toLowerCase() : format
  return {
    document: {
      format: ending ?? 'pdf',
      name: dot > 0 ? name.slice(0, dot) : name,
      source: source ?? {},
    },
  }
}

function readText(part: JsonObject): Block | undefined {
  const text = stringOf(part['text']) ?? stringOf(part['refusal'])
  if (text === undefined) return undefined
  const cited = objectsOf(part['annotations']).filter(({ type }) => type === 'url_citation')
  if (cited.length === 0) return { text }
  return { citationsContent: { content: [{ text }], citations: cited.map(readCitation(text)) } }
}

const readCitation =
  (text: string) =>
  ({ url, title, start_index, end_index }: JsonObject): JsonObject =>
    given({
      title: stringOf(title),
      sourceContent: [{ text: text.slice(numberOf(start_index) ?? 0, numberOf(end_index) ?? 0) }],
      location: { web: { url: stringOf(url) ?? '' } },
    }) as JsonObject

/**
 * Reasoning as plain text, in a summary, or encrypted. Encrypted reasoning can only be sent back unchanged; with a
 * summary it counts as the signature.
 */
function readReasoning({ content, summary, encrypted_content }: JsonObject): Block[] {
  const sealed = stringOf(encrypted_content)
  const own = sealed === undefined ? undefined : decrypted(sealed)
  if (own !== undefined) return [{ reasoningContent: own }]
  const texts = [content, summary].flatMap((list) => objectsOf(list).map((part) => part['text']))
  const text = texts.filter((each) => typeof each === 'string').join('')
  if (text !== '')
    return [{ reasoningContent: { reasoningText: { text, ...given({ signature: sealed }) } } }]
  if (sealed === undefined) return []
  return [{ reasoningContent: { redactedContent: Buffer.from(sealed).toString('base64') } }]
}

const MARK = 'rsn_'

/** Reasoning as `encrypted_content`. What the service encrypted passes; anything else is encoded, so that it can be read when it comes back. */
export function encrypted(reasoning: ReasoningContent): string {
  const signature =
    'redactedContent' in reasoning
      ? Buffer.from(reasoning.redactedContent, 'base64').toString()
      : (reasoning.reasoningText.signature ?? '')
  if (signature.startsWith(MARK)) return signature
  return `${MARK}${Buffer.from(JSON.stringify(reasoning)).toString('base64')}`
}

function decrypted(text: string): ReasoningContent | undefined {
  if (!text.startsWith(MARK)) return undefined
  const reasoning = parseJson(Buffer.from(text.slice(MARK.length), 'base64'))
  if (!isObject(reasoning)) return undefined
  const { reasoningText, redactedContent } = reasoning
  if (typeof redactedContent === 'string') return { redactedContent }
  const { text: thought, signature } = objectOf(reasoningText)
  if (typeof thought !== 'string') return undefined
  return { reasoningText: { text: thought, ...given({ signature: stringOf(signature) }) } }
}
