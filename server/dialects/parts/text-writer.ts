import { parseJson } from '../../json.ts'
import { blockText } from '../../neutral/block-text.ts'
import type { Delta } from '../../neutral/delta.ts'
import type { ToolUse } from '../../neutral/prompt.ts'
import type { Message, Usage } from '../../neutral/reply.ts'
import type { Part, Writer } from '../dialect.ts'
import { flatText } from './reply-kinds.ts'

export type Stop = Pick<Message, 'stopReason' | 'stopSequence' | 'usage' | 'latencyMs'>

/** The chunks of a stream that holds nothing but text. */
export interface TextChunks {
  text(text: string, tokens: number): Part[]
  /** Absent where a family does not tell its thoughts. */
  thought?(text: string, tokens: number): Part[]
  stop(stop: Stop): Part[]
  /** Set where a family leaves tool calls out. */
  dropsCalls?: true
}

/** Writes an arriving answer as text; a tool call is the JSON that Llama writes for one, once it is complete. */
export function textWriter(open: (usage: Usage) => TextChunks): Writer {
  let chunks: TextChunks = open({ inputTokens: 0, outputTokens: 0 })
  const calls = callReader()
  const write = (delta: Delta): Part[] => {
    switch (delta.type) {
      case 'begin':
        chunks = open(delta.usage)
        return []
      case 'text':
        return chunks.text(delta.text, delta.tokens)
      case 'reasoning':
        return chunks.thought?.(delta.text, delta.tokens) ?? []
      case 'block': {
        const words = blockText(delta.block)
        return words === undefined ? [] : chunks.text(words, delta.tokens)
      }
      case 'stop':
        return chunks.stop(delta)
      case 'call':
      case 'arguments':
      case 'signature':
        return []
    }
  }
  return (delta) => {
    const call = calls(delta)
    const parts = write(delta)
    if (call === undefined || chunks.dropsCalls === true) return parts
    return [...chunks.text(flatText([{ toolUse: call.toolUse }]), call.tokens), ...parts]
  }
}

export interface WholeCall {
  toolUse: ToolUse
  tokens: number
}

/** Collects tool calls. Returns one with the first delta after it. */
export function callReader(): (delta: Delta) => WholeCall | undefined {
  let open: (WholeCall & { json: string }) | undefined
  return (delta) => {
    if (delta.type === 'arguments') {
      if (open !== undefined) {
        open.json += delta.json
        open.tokens += delta.tokens
      }
      return undefined
    }
    const done = open
    open = undefined
    if (delta.type === 'call') {
      const { toolUseId, name, toolType } = delta
      const toolUse = { toolUseId, name, input: {}, ...(toolType && { type: toolType }) }
      open = { toolUse, tokens: 1, json: '' }
    }
    if (done === undefined) return undefined
    const { toolUse, tokens, json } = done
    const input = json.trim() === '' ? {} : (parseJson(json) ?? json)
    return { toolUse: { ...toolUse, input }, tokens }
  }
}
