import type { Json, JsonObject } from '../../../json.ts'
import { objectsOf, stringOf } from '../../../json-fields.ts'
import { imageFault, isAbsent, kindOf, listFault, unlistedValue } from '../openai-faults.ts'

const ITEMS = [
  'message',
  'function_call',
  'function_call_output',
  'reasoning',
  'item_reference',
  'web_search_call',
  'mcp_call',
]
const ROLES = ['assistant', 'system', 'developer', 'user']

/** The first fault of the items of a request. */
export const itemsFault = (input: Json | undefined): string | undefined =>
  listFault(input, 'input', itemFault)

function itemFault(item: JsonObject, where: string): string | undefined {
  const type = stringOf(item['type']) ?? 'message'
  if (!ITEMS.includes(type)) return unlistedValue(type, ITEMS)
  if (type === 'message' && !ROLES.includes(stringOf(item['role']) ?? ''))
    return unlistedValue(item['role'] ?? '', ROLES)
  const required = NEEDS[type]?.find((name) => isAbsent(item[name]))
  if (required !== undefined) return `Missing required parameter: '${where}.${required}'.`
  const member = PARTS_IN[type]
  return member === undefined ? undefined : partsFault(item[member], `${where}.${member}`)
}

const NEEDS: Readonly<Record<string, readonly string[]>> = {
  message: ['content'],
  function_call: ['arguments', 'call_id', 'name'],
  function_call_output: ['call_id', 'output'],
  item_reference: ['id'],
}

/** Contents and outputs have parts of the same types. */
const PARTS_IN: Readonly<Record<string, string>> = {
  message: 'content',
  function_call_output: 'output',
}
const PARTS = [
  'input_text',
  'input_image',
  'input_file',
  'input_audio',
  'output_text',
  'refusal',
  'summary_text',
]

function partsFault(parts: Json | undefined, path: string): string | undefined {
  for (const [at, part] of objectsOf(parts).entries()) {
    const type = stringOf(part['type']) ?? ''
    const where = `${path}[${at}]`
    const fault = PARTS.includes(type) ? partFault(type, part, where) : unlistedValue(type, PARTS)
    if (fault !== undefined) return fault
  }
  return undefined
}

/** What holds the words, the picture or the file of a part: one of these members. */
const HELD: Readonly<Record<string, readonly [first: string, ...others: string[]]>> = {
  input_text: ['text'],
  input_image: ['image_url', 'file_id'],
  input_file: ['file_data', 'file_url', 'file_id'],
  output_text: ['text'],
}

function partFault(type: string, part: JsonObject, where: string): string | undefined {
  const members = HELD[type]
  if (members === undefined) return undefined
  const given = members.find((name) => !isAbsent(part[name]))
  if (given === undefined) return `Missing required parameter: '${where}.${members[0]}'.`
  const value = part[given] ?? null
  if (typeof value !== 'string')
    return `Invalid type for '${where}.${given}': expected a string, but got ${kindOf(value)} instead.`
  if (given === 'image_url') return imageFault(value, `${where}.image_url`)
  return given === 'file_url' && !value.startsWith('s3://')
    ? `Invalid '${where}.file_url': expected an s3:// URL.`
    : undefined
}
