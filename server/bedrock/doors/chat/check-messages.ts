import type { Json, JsonObject } from '../../../json.ts'
import { objectOf, stringOf } from '../../../json-fields.ts'
import { imageFault, isAbsent, kindOf, listFault, unlistedValue } from '../openai-faults.ts'

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool']
const PARTS = ['text', 'image_url', 'input_audio', 'file', 'refusal']

/** The first fault of the messages of a request. */
export const messagesFault = (messages: Json | undefined): string | undefined =>
  listFault(messages, 'messages', messageFault)

function messageFault(message: JsonObject, where: string): string | undefined {
  const { role, content, tool_calls: calls, tool_call_id: id } = message
  if (!ROLES.includes(stringOf(role) ?? ''))
    return role === undefined
      ? `Missing required parameter: '${where}.role'.`
      : unlistedValue(role, ROLES)
  if (role === 'tool' && typeof id !== 'string')
    return `Missing required parameter: '${where}.tool_call_id'.`
  if (isAbsent(content))
    return role === 'assistant' && (!isAbsent(calls) || !isAbsent(message['refusal']))
      ? undefined
      : `Missing required parameter: '${where}.content'.`
  if (typeof content === 'string') return undefined
  if (!Array.isArray(content))
    return `Invalid type for '${where}.content': expected a string or an array, but got ${kindOf(content ?? null)} instead.`
  for (const [at, part] of content.entries()) {
    const fault = partFault(objectOf(part), `${where}.content[${at}]`)
    if (fault !== undefined) return fault
  }
  return undefined
}

function partFault(part: JsonObject, where: string): string | undefined {
  const type = stringOf(part['type']) ?? ''
  if (!PARTS.includes(type)) return unlistedValue(type, PARTS)
  if (type === 'text' && typeof part['text'] !== 'string')
    return `Missing required parameter: '${where}.text'.`
  const file = objectOf(part['file'])
  if (type === 'file' && isAbsent(file['file_data']) && isAbsent(file['file_id']))
    return `Missing required parameter: '${where}.file.file_data'.`
  if (type !== 'image_url') return undefined
  const image = part['image_url']
  const url = stringOf(image) ?? stringOf(objectOf(image)['url'])
  if (url === undefined) return `Missing required parameter: '${where}.image_url.url'.`
  return imageFault(url, `${where}.image_url.url`)
}
