import type { JsonObject } from '../../json.ts'
import { numberOf, stringOf } from '../../json-fields.ts'
import { BEDROCK_MODEL } from '../find-operation.ts'

/** Members without a meaning here: every fixture answers all operations that can express it. */
const IGNORED = new Set(['sequenceIndex', 'hasToolResult', 'endpoint'])
const ENDPOINTS = new Set(['chat', 'embedding'])

/** Converts the match of an aimock fixture, with remarks about what is lost; or says why it cannot. */
export function matchOf(
  given: JsonObject,
): { match: JsonObject; remarks: string[] } | { why: string } {
  const match: JsonObject = {}
  const remarks: string[] = []
  for (const [name, value] of Object.entries(given)) {
    if (IGNORED.has(name) || value === null) continue
    const translate = Object.hasOwn(MEMBERS, name) ? MEMBERS[name] : undefined
    if (translate === undefined) return { why: `match.${name} has no counterpart here` }
    const part = translate(value)
    if (part === undefined) return { why: `match.${name} is ${JSON.stringify(value)}` }
    if (typeof part === 'string') remarks.push(part)
    else Object.assign(match, part)
  }
  const endpoint = stringOf(given['endpoint'])
  if (endpoint !== undefined && !ENDPOINTS.has(endpoint))
    return { why: `Bedrock has no endpoint ${endpoint}` }
  if (given['hasToolResult'] === true) match['toolResult'] ??= {}
  // Here, the prompt of a call with only tool results is empty.
  if ('toolResult' in match && 'prompt' in match) {
    delete match['prompt']
    remarks.push('matches by the tool result alone, not by the earlier message of the user')
  }
  return { match, remarks }
}

const text = (member: string) => (value: JsonObject[string]) =>
  typeof value === 'string' ? { [member]: value } : undefined

const MEMBERS: Readonly<
  Record<string, (value: JsonObject[string]) => JsonObject | string | undefined>
> = {
  userMessage: text('prompt'),
  inputText: text('prompt'),
  systemMessage(value) {
    if (Array.isArray(value)) return { system: { contains: value } }
    return text('system')(value)
  },
  toolName: (value) => (typeof value === 'string' ? { tools: [value] } : undefined),
  toolResultContains: (value) =>
    typeof value === 'string' ? { toolResult: { text: value } } : undefined,
  toolCallId: (value) =>
    typeof value === 'string'
      ? {
          toolResult: {},
          body: { messages: [{ content: [{ toolResult: { toolUseId: value } }] }] },
        }
      : undefined,
  turnIndex(value) {
    const index = numberOf(value)
    return index === undefined ? undefined : { turn: index + 1 }
  },
  model(value) {
    if (typeof value !== 'string') return undefined
    return BEDROCK_MODEL.test(value)
      ? { model: value }
      : `matches every model, because ${value} is not one of Bedrock`
  },
}

/** Fixtures that differ only in their place in a sequence have the same text. */
export const sequenceKey = (match: JsonObject): string =>
  JSON.stringify({ ...match, sequenceIndex: null })

export const placeOf = (match: JsonObject): number => numberOf(match['sequenceIndex']) ?? Infinity
