import type { Block, ReasoningContent, ToolResult } from '../../neutral/prompt.ts'
import type { Json, JsonObject } from '../../json.ts'
import { readCitation } from './citations.ts'
import { given, objectOf, objectsOf, stringOf } from '../../json-fields.ts'

// Claude's content blocks, both in requests and in answers, in the neutral form.

/** The content of a message or tool result; a string is one text block. */
export function readContent(content: Json | undefined): Block[] {
  if (typeof content === 'string') return [{ text: content }]
  return objectsOf(content).flatMap(readBlock)
}

/** A block, followed by a cachePoint if it has cache control. */
function readBlock(native: JsonObject): Block[] {
  const block = READ[stringOf(native['type']) ?? '']?.(native)
  return [...(block === undefined ? [] : [block]), ...cachePoint(native)]
}

export function cachePoint(native: JsonObject): Block[] {
  const mark = native['cache_control']
  if (typeof mark !== 'object' || mark === null) return []
  return [
    {
      cachePoint: {
        type: 'default',
        ...(given({ ttl: stringOf(objectOf(mark)['ttl']) }) as JsonObject),
      },
    },
  ]
}

const READ: Readonly<Record<string, (native: JsonObject) => Block>> = {
  text: readText,
  image: readImage,
  document: readDocument,
  search_result: readSearchResult,
  thinking: (native) => ({ reasoningContent: readThinking(native) }),
  redacted_thinking: ({ data }) => ({
    reasoningContent: {
      redactedContent: Buffer.from(stringOf(data) ?? '', 'latin1').toString('base64'),
    },
  }),
  tool_use: (native) => ({ toolUse: readToolUse(native) }),
  server_tool_use: (native) => ({ toolUse: { ...readToolUse(native), type: 'server_tool_use' } }),
  tool_result: (native) => ({ toolResult: readToolResult(native) }),
}

/** The types of blocks that a request may hold. */
export const blockTypes = Object.keys(READ)

function readText(native: JsonObject): Block {
  const text = stringOf(native['text']) ?? ''
  const citations = objectsOf(native['citations']).map(readCitation)
  return citations.length > 0 ? { citationsContent: { content: [{ text }], citations } } : { text }
}

function readImage({ source }: JsonObject): Block {
  const { media_type, data } = objectOf(source)
  const format = (stringOf(media_type) ?? '').replace('image/', '').replace('jpg', 'jpeg')
  return { image: { format, source: { bytes: stringOf(data) ?? '' } } }
}

function readDocument(native: JsonObject): Block {
  const source = objectOf(native['source'])
  const data = stringOf(source['data']) ?? ''
  const pdf = source['media_type'] === 'application/pdf'
  const enabled = objectOf(native['citations'])['enabled'] === true
  return {
    document: {
      ...(source['type'] !== 'content' && { format: pdf ? 'pdf' : 'txt' }),
      name: stringOf(native['title']) ?? 'document',
      source: source['type'] === 'base64' ? { bytes: data } : readSource(source, data),
      ...(given({ context: stringOf(native['context']) }) as JsonObject),
      ...(enabled && { citations: { enabled } }),
    },
  }
}

function readSource({ type, content }: JsonObject, data: string): JsonObject {
  if (type !== 'content') return { text: data }
  return { content: readContent(content) }
}

function readSearchResult(native: JsonObject): Block {
  return {
    searchResult: {
      source: stringOf(native['source']) ?? '',
      title: stringOf(native['title']) ?? '',
      content: objectsOf(native['content']).map(({ text }) => ({ text: stringOf(text) ?? '' })),
      ...(objectOf(native['citations'])['enabled'] === true && { citations: { enabled: true } }),
    },
  }
}

function readThinking({ thinking, signature }: JsonObject): ReasoningContent {
  const text = stringOf(thinking) ?? ''
  return { reasoningText: { text, ...given({ signature: stringOf(signature) || undefined }) } }
}

const readToolUse = ({ id, name, input }: JsonObject) => ({
  toolUseId: stringOf(id) ?? '',
  name: stringOf(name) ?? '',
  input: input ?? {},
})

function readToolResult({ tool_use_id, content, is_error }: JsonObject): ToolResult {
  return {
    toolUseId: stringOf(tool_use_id) ?? '',
    content: readContent(content),
    ...(is_error !== undefined && { status: is_error === true ? 'error' : 'success' }),
  }
}
