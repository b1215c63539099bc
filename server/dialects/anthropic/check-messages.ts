import type { Json, JsonObject } from '../../json.ts'
import { isObject } from '../../json.ts'
import { blockTypes } from './blocks.ts'
import type { Traits } from './names.ts'
import { listOf, objectsOf, stringOf } from '../../json-fields.ts'

/** The first problem in a conversation, with Anthropic's message. */
export function checkMessages(body: JsonObject, traits: Traits): string | undefined {
  const messages = listOf(body['messages'])
  if (messages.length === 0) return 'messages: at least one message is required'
  for (const [at, message] of messages.entries()) {
    const fault = messageFault(message, `messages.${at}`, at === messages.length - 1)
    if (fault !== undefined) return fault
  }
  return (
    contentFault(body['system'], 'system') ??
    sizeFault(messages) ??
    orderFault(messages.filter(isObject), body, traits)
  )
}

const MAX_TEXT_BYTES = 9_000_000

function sizeFault(messages: Json[]): string | undefined {
  let bytes = 0
  for (const message of messages) {
    const content = isObject(message) ? message['content'] : undefined
    if (typeof content === 'string') bytes += Buffer.byteLength(content)
    for (const { text } of objectsOf(content)) bytes += Buffer.byteLength(stringOf(text) ?? '')
  }
  return bytes > MAX_TEXT_BYTES
    ? `too many total text bytes: ${bytes} > ${MAX_TEXT_BYTES}`
    : undefined
}

const ROLES = new Set(['user', 'assistant', 'system'])

function messageFault(message: Json, path: string, last: boolean): string | undefined {
  if (!isObject(message)) return `${path}: Input should be a valid dictionary`
  const { role, content } = message
  if (role === undefined) return `${path}.role: Field required`
  if (typeof role !== 'string' || !ROLES.has(role))
    return `${path}.role: Input should be 'user' or 'assistant'`
  if (content === undefined) return `${path}.content: Field required`
  if (typeof content !== 'string' && !Array.isArray(content))
    return `${path}.content: Input should be a valid list`
  if (content.length === 0 && !(last && role === 'assistant'))
    return `${path}: all messages must have non-empty content except for the optional final assistant message`
  return contentFault(content, `${path}.content`)
}

function contentFault(content: Json | undefined, path: string): string | undefined {
  for (const [at, block] of listOf(content).entries()) {
    const fault = blockFault(block, `${path}.${at}`)
    if (fault !== undefined) return fault
  }
  return undefined
}

/** What each type of block must have. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  text: ['text'],
  image: ['source'],
  document: ['source'],
  search_result: ['source', 'title', 'content'],
  thinking: ['thinking', 'signature'],
  redacted_thinking: ['data'],
  tool_use: ['id', 'name', 'input'],
  server_tool_use: ['id', 'name', 'input'],
  tool_result: ['tool_use_id'],
}

const TAGS = blockTypes
  .toSorted()
  .map((type) => `'${type}'`)
  .join(', ')

function blockFault(block: Json, path: string): string | undefined {
  if (!isObject(block)) return `${path}: Input should be a valid dictionary`
  const type = stringOf(block['type'])
  if (type === undefined) return `${path}.type: Field required`
  const required = Object.hasOwn(REQUIRED, type) ? REQUIRED[type] : undefined
  if (!required)
    return `${path}: Input tag '${type}' found using 'type' does not match any of the expected tags: ${TAGS}`
  for (const name of required)
    if (block[name] === undefined) return `${path}.${type}.${name}: Field required`
  if (type === 'text') return textFault(block['text'], path)
  if (type === 'image' || type === 'document') return sourceFault(block, `${path}.${type}.source`)
  if (type === 'tool_use' && !isObject(block['input']))
    return `${path}.tool_use.input: Input should be a valid dictionary`
  return type === 'tool_result'
    ? contentFault(block['content'], `${path}.tool_result.content`)
    : undefined
}

function textFault(text: Json | undefined, path: string): string | undefined {
  if (typeof text !== 'string') return `${path}.text.text: Input should be a valid string`
  if (text === '') return 'messages: text content blocks must be non-empty'
  return /\S/.test(text)
    ? undefined
    : 'messages: text content blocks must contain non-whitespace text'
}

const MEDIA = ['image/jpeg', 'image/png', 'image/gif', 'image/webp']
const MEDIA_NAMES = "'image/jpeg', 'image/png', 'image/gif' or 'image/webp'"

function sourceFault({ type, source }: JsonObject, path: string): string | undefined {
  if (!isObject(source)) return `${path}: Input should be a valid dictionary`
  if (source['type'] === undefined) return `${path}.type: Field required`
  const tag = stringOf(source['type']) ?? ''
  const tags = type === 'image' ? IMAGE_SOURCES : DOCUMENT_SOURCES
  if (!tags.includes(tag))
    return `${path}: Input tag '${tag}' found using 'type' does not match any of the expected tags: ${tags.map((one) => `'${one}'`).join(', ')}`
  if (tag !== 'base64') return undefined
  for (const name of ['media_type', 'data'])
    if (source[name] === undefined) return `${path}.base64.${name}: Field required`
  if (type === 'image' && !MEDIA.includes(stringOf(source['media_type']) ?? ''))
    return `${path}.base64.media_type: Input should be ${MEDIA_NAMES}`
  return dataFault(source['data'], type === 'image', `${path}.base64`)
}

// Anthropic's own service fetches addresses; Bedrock does not.
const IMAGE_SOURCES = ['base64']
const DOCUMENT_SOURCES = ['base64', 'content', 'text']

const MAX_IMAGE = 5 * 1024 * 1024
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

function dataFault(data: Json | undefined, isImage: boolean, path: string): string | undefined {
  if (typeof data !== 'string') return `${path}.data: Input should be a valid string`
  if (data === '') return `${path}: ${isImage ? 'image' : 'document'} cannot be empty`
  if (data.length % 4 !== 0 || !BASE64.test(data)) return `${path}: invalid base64 data`
  return isImage && data.length > MAX_IMAGE
    ? `${path}: image exceeds 5 MB maximum: ${data.length} bytes > ${MAX_IMAGE} bytes`
    : undefined
}

/** Turns of one role in a row count as one. */
interface Turn {
  role: string
  /** The position of the turn's first message. */
  at: number
  blocks: JsonObject[]
}

/** What one message makes of another: whose turn it is, and that every tool call gets its result. */
function orderFault(
  messages: JsonObject[],
  { tools }: JsonObject,
  { generation }: Traits,
): string | undefined {
  const turns = turnsOf(messages)
  if (generation < 3.5 && turns.length < messages.length) {
    const twice = messages.findIndex(({ role }, at) => role === messages[at - 1]?.['role'])
    return `messages: roles must alternate between "user" and "assistant", but found multiple "${stringOf(messages[twice]?.['role']) ?? ''}" roles in a row`
  }
  for (const [nth, turn] of turns.entries()) {
    const fault = callFault(turn, turns[nth + 1]) ?? resultFault(turn, turns[nth - 1])
    if (fault !== undefined) return fault
  }
  const last = messages.at(-1)
  if (last?.['role'] !== 'assistant') return undefined
  if (generation >= 4.6)
    return 'This model does not support assistant message prefill. The conversation must end with a user message.'
  if (generation < 3.5 && Array.isArray(tools))
    return 'Your API request included an `assistant` message in the final position, which would pre-fill the `assistant` response. When using tools, pre-filling the `assistant` response is not supported.'
  return endsBlank(last['content'])
    ? 'messages: final assistant content cannot end with trailing whitespace'
    : undefined
}

function turnsOf(messages: JsonObject[]): Turn[] {
  const turns: Turn[] = []
  for (const [at, message] of messages.entries()) {
    const role = stringOf(message['role']) ?? ''
    const blocks = objectsOf(message['content'])
    const last = turns.at(-1)
    if (last?.role === role) last.blocks.push(...blocks)
    else turns.push({ role, at, blocks: [...blocks] })
  }
  return turns
}

function endsBlank(content: Json | undefined): boolean {
  const end = typeof content === 'string' ? content : objectsOf(content).at(-1)?.['text']
  return typeof end === 'string' && end.trimEnd() !== end
}

const idsIn = (turn: Turn | undefined, type: string, member: string) =>
  new Set(
    turn?.blocks
      .filter((block) => block['type'] === type)
      .map((block) => stringOf(block[member]) ?? ''),
  )

function callFault(turn: Turn, next: Turn | undefined): string | undefined {
  if (turn.blocks.length === 0) return undefined
  const results = idsIn(next, 'tool_result', 'tool_use_id')
  const open = [...idsIn(turn, 'tool_use', 'id')].filter((id) => !results.has(id))
  return open.length === 0
    ? undefined
    : `messages.${turn.at}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`
}

function resultFault(turn: Turn, before: Turn | undefined): string | undefined {
  if (turn.blocks.length === 0) return undefined
  const calls = idsIn(before, 'tool_use', 'id')
  const stray = turn.blocks.findIndex(
    ({ type, tool_use_id }) => type === 'tool_result' && !calls.has(stringOf(tool_use_id) ?? ''),
  )
  const id = stringOf(turn.blocks[stray]?.['tool_use_id']) ?? ''
  return stray < 0
    ? undefined
    : `messages.${turn.at}.content.${stray}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${id}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`
}
