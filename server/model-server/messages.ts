import type { JsonObject } from '../json.ts'
import { blockText } from '../neutral/block-text.ts'
import type { Chat, Turn, ToolResult, ToolUse } from '../neutral/prompt.ts'
import { contentPartsOf } from './media.ts'
import type { ContentPart, Unfit } from './media.ts'

/** The conversation as messages of a chat completion. */
export function messagesOf({ system, messages }: Chat, unfit: Unfit): JsonObject[] {
  const instructions = system.flatMap((block) => blockText(block) ?? []).join('\n\n')
  const all: JsonObject[] = instructions === '' ? [] : [{ role: 'system', content: instructions }]
  let calls: readonly ToolUse[] = []
  for (const message of messages) {
    if (message.role === 'assistant') {
      calls = callsIn(message)
      all.push(assistantMessage(message, calls))
    } else if (message.role === 'system') all.push({ role: 'system', content: textIn(message) })
    else all.push(...userMessages(message, calls, unfit))
  }
  return all
}

const callsIn = ({ content }: Turn): ToolUse[] => content.flatMap(({ toolUse }) => toolUse ?? [])

/** Earlier reasoning is not sent: models do not read it again. */
const textIn = ({ content }: Turn): string =>
  content.flatMap((block) => blockText(block) ?? []).join('')

function assistantMessage(message: Turn, calls: readonly ToolUse[]): JsonObject {
  const text = textIn(message)
  if (calls.length === 0) return { role: 'assistant', content: text }
  return {
    role: 'assistant',
    content: text === '' ? null : text,
    tool_calls: calls.map(({ toolUseId, name, input }) => ({
      id: toolUseId,
      type: 'function',
      function: { name, arguments: typeof input === 'string' ? input : JSON.stringify(input) },
    })),
  }
}

/** Results come first, one message each, in the order of the calls, then the user's content. */
function userMessages({ content }: Turn, calls: readonly ToolUse[], unfit: Unfit): JsonObject[] {
  const place = ({ toolUseId }: ToolResult): number => {
    const at = calls.findIndex((call) => call.toolUseId === toolUseId)
    return at < 0 ? calls.length : at
  }
  const results = content
    .flatMap(({ toolResult }) => toolResult ?? [])
    .toSorted((a, b) => place(a) - place(b))
  const seen: ContentPart[] = []
  const toolMessages = results.map((result): JsonObject => {
    const parts = result.content.flatMap((block) => contentPartsOf(block, unfit))
    // Tool messages only contain text; images follow in the user message.
    seen.push(...parts.filter(({ type }) => type === 'image_url'))
    return { role: 'tool', tool_call_id: result.toolUseId, content: toldBy(result, parts) }
  })
  const allParts = [...seen, ...content.flatMap((block) => contentPartsOf(block, unfit))]
  return allParts.length === 0
    ? toolMessages
    : [...toolMessages, { role: 'user', content: contentOf(allParts) }]
}

function toldBy({ status }: ToolResult, parts: readonly ContentPart[]): string {
  const text = parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')
  return status === 'error' ? `Error: ${text}` : text
}

/** Plain text if there is nothing else, because not every template accepts parts. */
function contentOf(parts: readonly ContentPart[]): string | JsonObject[] {
  if (parts.every((part) => part.type === 'text')) return parts.map(({ text }) => text).join('\n\n')
  return [...parts]
}
