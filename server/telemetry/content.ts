import type { Exchange } from '../journal/types.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Block, Chat } from '../neutral/prompt.ts'

/** Prompt and answer in the form of the conventions, redacted by the journal. Absent if the journal clips them. */
export function contentAttributes({ prompt, reply }: Exchange): Record<string, string> {
  const content: Record<string, string> = {}
  if (prompt?.kind === 'chat') {
    content['gen_ai.input.messages'] = JSON.stringify(prompt.messages.map(messageOf))
    if (prompt.system.length > 0)
      content['gen_ai.system_instructions'] = JSON.stringify(prompt.system.map(partOf))
  }
  if (reply?.kind === 'message')
    content['gen_ai.output.messages'] = JSON.stringify([
      {
        role: 'assistant',
        parts: reply.content.map(partOf),
        finish_reason: reply.stopReason,
      },
    ])
  return content
}

const messageOf = ({ role, content }: Chat['messages'][number]): JsonObject => ({
  role: content.some(({ toolResult }) => toolResult !== undefined) ? 'tool' : role,
  parts: content.map(partOf),
})

/** Media are listed without their bytes. */
function partOf(block: Block): JsonObject {
  const { text, toolUse, toolResult, reasoningContent } = block
  if (text !== undefined) return { type: 'text', content: text }
  if (toolUse !== undefined) {
    const { toolUseId: id, name, input } = toolUse
    return { type: 'tool_call', id, name, arguments: input }
  }
  if (toolResult !== undefined) {
    const response = toolResult.content.map((part): Json => part.text ?? part.json ?? nameOf(part))
    return { type: 'tool_call_response', id: toolResult.toolUseId, response }
  }
  if (reasoningContent !== undefined && 'reasoningText' in reasoningContent)
    return { type: 'reasoning', content: reasoningContent.reasoningText.text }
  return { type: nameOf(block) }
}

const nameOf = (block: object): string => Object.keys(block)[0] ?? 'unknown'
