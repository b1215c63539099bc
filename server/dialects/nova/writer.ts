import type { JsonObject } from '../../json.ts'
import type { Delta } from '../../neutral/delta.ts'
import type { Block } from '../../neutral/prompt.ts'
import type { Target, Writer } from '../dialect.ts'
import { callReader } from '../parts/text-writer.ts'
import { blockIndex, ending, OPENING, streamed } from './parts.ts'
import { writeContent } from './write.ts'

/** An arriving answer as the chunks in which Nova streams it. A tool call comes at once, when it is complete. */
export function writer(to: Target): Writer {
  const index = blockIndex()
  const calls = callReader()
  const whole = (block: Block): JsonObject[] =>
    writeContent([block], to).flatMap((written) => index(streamed(written, to)))
  const events = (delta: Delta): JsonObject[] => {
    switch (delta.type) {
      case 'begin':
        return [OPENING]
      case 'text':
        return index({ deltas: [{ text: delta.text }] })
      case 'reasoning':
        return index({ deltas: [{ reasoningContent: { text: delta.text } }] })
      case 'signature':
        return index({ deltas: [{ reasoningContent: { signature: delta.signature } }] })
      case 'block':
        return whole(delta.block)
      case 'stop':
        return ending(delta)
      case 'call':
      case 'arguments':
        return []
    }
  }
  return (delta) => {
    const call = calls(delta)
    const before = call === undefined ? [] : whole({ toolUse: call.toolUse })
    const tokens = 'tokens' in delta ? delta.tokens : 0
    return [
      ...before.map((json) => ({ json, tokens: speaks(json) ? (call?.tokens ?? 0) : 0 })),
      ...events(delta).map((json) => ({ json, tokens: speaks(json) ? tokens : 0 })),
    ]
  }
}

const speaks = (event: JsonObject): boolean => 'contentBlockDelta' in event
