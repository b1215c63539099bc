import type { Json, JsonObject } from '../../json.ts'
import { isObject } from '../../json.ts'
import { listOf, objectsOf, stringOf } from '../../json-fields.ts'
import { malformed, violationsOf } from '../parts/schema.ts'
import type { MemberSchema } from '../parts/schema.ts'

const limit: MemberSchema = { type: 'Integer', minimum: 1 }
const fraction: MemberSchema = { type: 'Number', minimum: 0, maximum: 1 }
const topK: MemberSchema = { type: 'Integer', minimum: 0, maximum: 128 }
const text: MemberSchema = { type: 'String' }
const anything: MemberSchema = { type: 'JSONObject', open: true }
const list: MemberSchema = { type: 'JSONArray' }

const INFERENCE: MemberSchema = {
  type: 'JSONObject',
  nullable: true,
  properties: {
    maxTokens: limit,
    max_new_tokens: limit,
    temperature: fraction,
    topP: fraction,
    top_p: fraction,
    topK,
    top_k: topK,
    stopSequences: { type: 'JSONArray', items: text },
    reasoningConfig: anything,
  },
}

const MESSAGE: MemberSchema = {
  type: 'JSONObject',
  required: ['role', 'content'],
  properties: { role: { type: 'String', enum: ['user', 'assistant'] }, content: list },
}

const TOOL_SPEC: MemberSchema = {
  type: 'JSONObject',
  required: ['name', 'inputSchema'],
  properties: { name: text, description: text, inputSchema: anything },
  open: true,
}

const BODY: MemberSchema = {
  type: 'JSONObject',
  required: ['messages'],
  properties: {
    schemaVersion: { type: 'String', enum: ['messages-v1'] },
    messages: { type: 'JSONArray', minItems: 1, items: MESSAGE },
    system: { type: 'JSONArray', items: anything },
    inferenceConfig: INFERENCE,
    toolConfig: {
      type: 'JSONObject',
      required: ['tools'],
      properties: {
        tools: {
          type: 'JSONArray',
          minItems: 1,
          items: { type: 'JSONObject', properties: { toolSpec: TOOL_SPEC }, open: true },
        },
        toolChoice: anything,
      },
    },
    reasoningConfig: anything,
    guardrailConfig: anything,
    'amazon-bedrock-guardrailConfig': anything,
  },
}

export const memberNames: ReadonlySet<string> = new Set(Object.keys(BODY.properties ?? {}))

const BLOCKS = new Set([
  'text',
  'image',
  'video',
  'document',
  'audio',
  'toolUse',
  'toolResult',
  'cachePoint',
  'reasoningContent',
  'guardContent',
])

/** The content of a tool result; a document only as text or table, which Nova recognises by its format. */
const RESULTS = new Set(['text', 'json', 'image', 'document'])
const READABLE = new Set(['txt', 'md', 'csv', 'html'])

export function checkNova(body: Json): JsonObject {
  const violations = [...violationsOf(body, BODY), ...blockViolations(body)]
  if (violations.length > 0) throw malformed(violations)
  return isObject(body) ? body : {}
}

function blockViolations(body: Json): string[] {
  const violations: string[] = []
  const messages = isObject(body) ? listOf(body['messages']) : []
  for (const [at, message] of messages.entries()) {
    const content = isObject(message) ? listOf(message['content']) : []
    for (const [nth, block] of content.entries()) {
      const path = `#/messages/${at}/content/${nth}`
      if (!isObject(block))
        violations.push(`${path}: expected type: JSONObject, found: ${typeof block}`)
      // Of the alternatives that do not match, Nova reports the last one it tried.
      else if (!Object.keys(block).some((key) => BLOCKS.has(key)))
        violations.push(`${path}: required key [toolUse] not found`)
      else if (isObject(block['toolResult']) && !takesResult(block['toolResult']))
        violations.push(`${path}: extraneous key [toolResult] is not permitted`)
    }
  }
  return violations
}

/** Whether Nova reads everything in a tool result. */
export function takesResult(toolResult: JsonObject): boolean {
  return objectsOf(toolResult['content']).every((item) => {
    const { document } = item
    if (isObject(document)) return READABLE.has(stringOf(document['format']) ?? '')
    return Object.keys(item).every((key) => RESULTS.has(key))
  })
}
