import type { Rule } from './rule.ts'
import { clip, quoted, textWords } from './text.ts'

/** What a rule matches, in words: `prompt contains "capital of France", tool get_weather offered`. */
export function explain(rule: Rule): string {
  const { prompt, system, tools, toolResult, turn, body, session, error } = rule
  const parts: string[] = []
  if (prompt !== undefined) parts.push(`prompt ${textWords(prompt)}`)
  if (system !== undefined) parts.push(`system prompt ${textWords(system)}`)
  if (tools.length > 0)
    parts.push(`${tools.length === 1 ? 'tool' : 'tools'} ${tools.join(', ')} offered`)
  if (toolResult !== undefined) {
    const { name, status, text } = toolResult
    const of = name === undefined ? '' : ` of ${name.text}`
    const how = [
      status === undefined ? '' : `status is ${status}`,
      text === undefined ? '' : `text ${textWords(text)}`,
    ]
    const more = how.filter(Boolean)
    parts.push(`a tool result${of}${more.length === 0 ? '' : ` whose ${more.join(' and ')}`}`)
  }
  if (turn !== undefined) parts.push(`turn ${turn}`)
  if (body !== undefined) parts.push(`body has ${clip(JSON.stringify(body), 60)}`)
  if (session !== undefined) parts.push(`session ${quoted(session.text)}`)
  if (parts.length === 0) parts.push('anything')
  if (error?.times !== undefined)
    parts.push(`fails ${error.times === 1 ? 'once' : `${error.times} times`} first`)
  return parts.join(', ')
}

export function operationWords({ operations }: Rule): string {
  if (operations === undefined) return 'any'
  const text = operations.join(', ')
  return text === 'Converse, ConverseStream, InvokeModel, InvokeModelWithResponseStream'
    ? 'all four'
    : text
}

export function modelWords({ models }: Rule): string {
  return models.length === 0 ? 'any' : models.map(({ text }) => text).join(', ')
}
