import { parseJson } from '../json.ts'
import type { Json } from '../json.ts'
import type { Block, ToolUse } from './prompt.ts'
import type { Message, StopReason, Usage } from './reply.ts'

/**
 * A piece of an answer that is still arriving. `begin` comes first and `stop` last; what comes between belongs to the
 * content block with that index. Blocks arrive one after another, with growing indexes. `tokens` are output tokens.
 */
export type Delta =
  /** `usage` has no output yet. */
  | { type: 'begin'; usage: Usage }
  | { type: 'text'; index: number; text: string; tokens: number }
  | { type: 'reasoning'; index: number; text: string; tokens: number }
  /** The signature of the reasoning with this index. */
  | { type: 'signature'; index: number; signature: string }
  /** A tool call begins. `toolType` marks tools that the service runs. */
  | { type: 'call'; index: number; toolUseId: string; name: string; toolType?: string }
  /** A piece of the JSON of a call's arguments. There may be none, which means `{}`. */
  | { type: 'arguments'; index: number; json: string; tokens: number }
  /** A block that does not arrive in pieces: redacted reasoning, citations, an image, the result of a tool. */
  | { type: 'block'; index: number; block: Block; tokens: number }
  | {
      type: 'stop'
      stopReason: StopReason
      stopSequence?: string
      usage: Usage
      latencyMs: number
    }

/** Collects deltas into the message that they form. */
export interface Joiner {
  add(delta: Delta): void
  /** The message so far. `end_turn` until it has stopped. */
  message(): Message
}

export function joiner(): Joiner {
  const blocks: Block[] = []
  /** The arguments of calls, which are parsed when they are complete. */
  const calls: { toolUse: ToolUse; json: string }[] = []
  let usage: Usage = { inputTokens: 0, outputTokens: 0 }
  let stop: Extract<Delta, { type: 'stop' }> | undefined

  const add = (delta: Delta): void => {
    switch (delta.type) {
      case 'begin':
        usage = delta.usage
        break
      case 'stop':
        stop = delta
        break
      case 'call': {
        const { index, toolUseId, name, toolType } = delta
        const toolUse: ToolUse = { toolUseId, name, input: {} }
        if (toolType !== undefined) toolUse.type = toolType
        blocks[index] = { toolUse }
        calls[index] = { toolUse, json: '' }
        break
      }
      case 'arguments': {
        const call = calls[delta.index]
        if (call !== undefined) call.json += delta.json
        break
      }
      case 'block':
        blocks[delta.index] = delta.block
        break
      case 'text':
      case 'reasoning':
      case 'signature':
        grow(blocks, delta)
    }
  }
  const message = (): Message => {
    calls.forEach(({ toolUse, json }) => (toolUse.input = inputOf(json)))
    return {
      kind: 'message',
      content: blocks.filter((block) => block !== undefined),
      stopReason: stop?.stopReason ?? 'end_turn',
      ...(stop?.stopSequence !== undefined && { stopSequence: stop.stopSequence }),
      usage: stop?.usage ?? usage,
      latencyMs: stop?.latencyMs ?? 0,
    }
  }
  return { add, message }
}

/** The message that deltas form. */
export function joinDeltas(deltas: Iterable<Delta>): Message {
  const joined = joiner()
  for (const delta of deltas) joined.add(delta)
  return joined.message()
}

function grow(
  blocks: Block[],
  delta: Extract<Delta, { type: 'text' | 'reasoning' | 'signature' }>,
): void {
  const block = blocks[delta.index]
  if (delta.type === 'text') {
    blocks[delta.index] = { text: (block?.text ?? '') + delta.text }
    return
  }
  const { reasoningContent: thought } = block ?? {}
  const before = thought && 'reasoningText' in thought ? thought.reasoningText : { text: '' }
  const reasoningText =
    delta.type === 'signature'
      ? { ...before, signature: delta.signature }
      : { ...before, text: before.text + delta.text }
  blocks[delta.index] = { reasoningContent: { reasoningText } }
}

/** Arguments that are not JSON stay text. */
function inputOf(json: string): Json {
  return json.trim() === '' ? {} : (parseJson(json) ?? json)
}
