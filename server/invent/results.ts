import type { Chat, ToolResult } from '../neutral/prompt.ts'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { MAKER } from './samples.ts'

const LONGEST = 400

function parsed(text: string): Json {
  if (!/^\s*[[{]/.test(text)) return text
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

/** What a tool gave back: its JSON, or its text. */
export function valueOf({ content }: ToolResult): Json {
  const values = content.flatMap(
    (part) => part.json ?? (part.text === undefined ? [] : parsed(part.text)),
  )
  return values.length === 1 ? (values[0] ?? null) : values
}

function spoken(name: string): string {
  return name
    .replaceAll(/[_-]+/g, ' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
}

/** A value in words: `city Paris, temperature 22`. */
function told(value: Json): string {
  if (Array.isArray(value)) return value.map(told).join('; ')
  if (!isObject(value)) return String(value)
  return Object.entries(value)
    .map(([name, member]) => `${spoken(name)} ${told(member)}`)
    .join(', ')
}

function nameOf(chat: Chat, id: string): string {
  for (const { content } of chat.messages)
    for (const { toolUse } of content) if (toolUse?.toolUseId === id) return toolUse.name
  return 'the tool'
}

function sentence(chat: Chat, result: ToolResult): string {
  const said = told(valueOf(result)).trim().slice(0, LONGEST)
  const name = nameOf(chat, result.toolUseId)
  if (result.status === 'error')
    return `${name} failed: ${said === '' ? 'it gave no reason' : said}.`
  return `${name} says: ${said === '' ? 'nothing' : said}.`.replace(/([.!?])\.$/, '$1')
}

/** The answer that uses what tools gave back. */
export function answerFrom(chat: Chat, results: readonly ToolResult[]): string {
  return `${results.map((result) => sentence(chat, result)).join(' ')} (${MAKER} put this into words.)`
}

/** The members that tools gave back, by name: what structured output takes its values from first. */
export function membersOf(results: readonly ToolResult[]): JsonObject {
  const members: JsonObject = {}
  for (const result of results) {
    const value = valueOf(result)
    if (isObject(value)) Object.assign(members, value)
  }
  return members
}
