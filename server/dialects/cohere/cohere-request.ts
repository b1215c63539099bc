import type { Block, Chat, Turn, ToolSpec } from '../../neutral/prompt.ts'
import type { Json, JsonObject } from '../../json.ts'
import { isObject } from '../../json.ts'
import { given, numberOf, objectOf, objectsOf, stringOf, stringsOf } from '../../json-fields.ts'
import type { MemberSchema } from '../parts/schema.ts'
import { checked } from '../parts/schema.ts'

// Command R's chat request: one message, what was said before it, and tools described in Cohere's own way.

const OBJECTS: MemberSchema = { type: 'JSONArray', items: { type: 'JSONObject', open: true } }

const REQUEST: MemberSchema = {
  type: 'JSONObject',
  required: ['message'],
  properties: {
    message: { type: 'String' },
    chat_history: {
      type: 'JSONArray',
      items: {
        type: 'JSONObject',
        open: true,
        required: ['role'],
        properties: {
          role: { type: 'String', enum: ['USER', 'CHATBOT', 'SYSTEM', 'TOOL'] },
          message: { type: 'String' },
        },
      },
    },
    documents: OBJECTS,
    search_queries_only: { type: 'Boolean' },
    preamble: { type: 'String' },
    max_tokens: { type: 'Integer', minimum: 1 },
    temperature: { type: 'Number', minimum: 0, maximum: 1 },
    p: { type: 'Number', minimum: 0.01, maximum: 0.99 },
    k: { type: 'Number', minimum: 0, maximum: 500 },
    prompt_truncation: { type: 'String', enum: ['OFF', 'AUTO_PRESERVE_ORDER'] },
    frequency_penalty: { type: 'Number', minimum: 0, maximum: 1 },
    presence_penalty: { type: 'Number', minimum: 0, maximum: 1 },
    seed: { type: 'Integer' },
    return_prompt: { type: 'Boolean' },
    tools: OBJECTS,
    tool_results: OBJECTS,
    stop_sequences: { type: 'JSONArray', maxItems: 5, items: { type: 'String' } },
    raw_prompting: { type: 'Boolean' },
    force_single_step: { type: 'Boolean' },
    citation_quality: { type: 'String' },
    response_format: { type: 'JSONObject', open: true },
    stream: { type: 'Boolean' },
  },
}

export const memberNames: ReadonlySet<string> = new Set(Object.keys(REQUEST.properties ?? {}))

export function readChat(body: Json): Chat {
  const sent = checked(body, REQUEST)
  const preamble = stringOf(sent['preamble'])
  const system: Block[] = preamble ? [{ text: preamble }] : []
  return {
    kind: 'chat',
    ...turnsOf(sent, system),
    tools: objectsOf(sent['tools']).map(toolOf),
    systemTools: [],
    stopSequences: stringsOf(sent['stop_sequences']),
    ...given({
      maxTokens: numberOf(sent['max_tokens']),
      temperature: numberOf(sent['temperature']),
      topP: numberOf(sent['p']),
      topK: numberOf(sent['k']),
      format: formatOf(objectOf(sent['response_format'])),
    }),
  }
}

function turnsOf(sent: JsonObject, system: Block[]): Pick<Chat, 'system' | 'messages'> {
  const messages: Turn[] = []
  for (const turn of objectsOf(sent['chat_history'])) {
    const text = stringOf(turn['message']) ?? ''
    const blocks: Block[] = text === '' ? [] : [{ text }]
    if (turn['role'] === 'SYSTEM') system.push(...blocks)
    else if (turn['role'] === 'CHATBOT')
      messages.push({ role: 'assistant', content: [...blocks, ...callsOf(turn['tool_calls'])] })
    else messages.push({ role: 'user', content: [...blocks, ...resultsOf(turn['tool_results'])] })
  }
  const text = stringOf(sent['message']) ?? ''
  const content: Block[] = [...documentsOf(sent['documents']), ...(text === '' ? [] : [{ text }])]
  if (content.length > 0) messages.push({ role: 'user', content })
  const results = objectsOf(sent['tool_results'])
  if (results.length > 0) {
    // The calls may be in the history already; a second request in one step brings them only with their results.
    const last = messages.at(-1)
    if (last?.role !== 'assistant')
      messages.push({
        role: 'assistant',
        content: callsOf(results.map(({ call }) => objectOf(call))),
      })
    messages.push({ role: 'user', content: resultsOf(sent['tool_results']) })
  }
  return { system, messages }
}

const idOf = (at: number) => `call_${at}`

function callsOf(calls: Json | undefined): Block[] {
  return objectsOf(calls).map(({ name, parameters }, at) => ({
    toolUse: { toolUseId: idOf(at), name: stringOf(name) ?? '', input: parameters ?? {} },
  }))
}

function resultsOf(results: Json | undefined): Block[] {
  return objectsOf(results).map(({ outputs }, at) => ({
    toolResult: { toolUseId: idOf(at), content: objectsOf(outputs).map((json) => ({ json })) },
  }))
}

/** Documents to ground the answer in: any members, of which title and text or snippet are usual. */
function documentsOf(documents: Json | undefined): Block[] {
  return objectsOf(documents).map((document, at) => ({
    document: {
      format: 'txt',
      name: stringOf(document['title']) ?? stringOf(document['id']) ?? `doc_${at}`,
      source: {
        text:
          stringOf(document['snippet']) ?? stringOf(document['text']) ?? JSON.stringify(document),
      },
    },
  }))
}

const TYPES: Readonly<Record<string, string>> = {
  str: 'string',
  string: 'string',
  int: 'integer',
  integer: 'integer',
  float: 'number',
  number: 'number',
  bool: 'boolean',
  boolean: 'boolean',
  dict: 'object',
  object: 'object',
}

/** A Python type's name as a JSON schema: `str`, `List[int]`, `dict`. */
function schemaOf(type: string): JsonObject {
  const [, item] = /^list(?:\[(.*)\])?$/i.exec(type) ?? []
  if (/^(list|array)\b/i.test(type))
    return { type: 'array', ...(item && { items: schemaOf(item) }) }
  const name = type.toLowerCase().replace(/\[.*$/, '')
  const known = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined
  return known === undefined ? {} : { type: known }
}

function toolOf(tool: JsonObject): ToolSpec {
  const properties: Record<string, JsonObject> = {}
  const required: string[] = []
  for (const [name, definition] of Object.entries(objectOf(tool['parameter_definitions']))) {
    const { type, description, required: needed } = objectOf(definition)
    properties[name] = {
      ...schemaOf(stringOf(type) ?? ''),
      ...given({ description: stringOf(description) }),
    }
    if (needed === true) required.push(name)
  }
  return {
    name: stringOf(tool['name']) ?? '',
    schema: { type: 'object', properties, ...(required.length > 0 && { required }) },
    ...given({ description: stringOf(tool['description']) }),
  }
}

function formatOf({ type, schema }: JsonObject): Chat['format'] {
  return type === 'json_object' ? { schema: isObject(schema) ? schema : {} } : undefined
}
