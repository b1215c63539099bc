import { spaced } from '../../server/dialects/parts/spaced-json.ts'
import type { Delta } from '../../server/neutral/delta.ts'
import type { Block } from '../../server/neutral/prompt.ts'
import type { Message } from '../../server/neutral/reply.ts'

type Cut = (text: string) => string[]

/** The deltas of a message. */
export function deltasOf(message: Message, cut: Cut): Delta[] {
  const { content, stopReason, stopSequence, usage, latencyMs } = message
  return [
    { type: 'begin', usage: { ...usage, outputTokens: 0 } },
    ...content.flatMap((block, index) => blockDeltas(block, index, cut)),
    {
      type: 'stop',
      stopReason,
      ...(stopSequence !== undefined && { stopSequence }),
      usage,
      latencyMs,
    },
  ]
}

function blockDeltas(block: Block, index: number, cut: Cut): Delta[] {
  const { text, toolUse, reasoningContent: thought } = block
  if (text !== undefined)
    return cut(text).map((piece) => ({ type: 'text', index, text: piece, tokens: 1 }))
  if (toolUse !== undefined) {
    const { toolUseId, name, input } = toolUse
    const pieces = cut(spaced(input))
    return [
      { type: 'call', index, toolUseId, name },
      ...pieces.map((json): Delta => ({ type: 'arguments', index, json, tokens: 1 })),
    ]
  }
  if (thought !== undefined && 'reasoningText' in thought) {
    const { text: thinking, signature } = thought.reasoningText
    return [
      ...cut(thinking).map((piece): Delta => ({
        type: 'reasoning',
        index,
        text: piece,
        tokens: 1,
      })),
      ...(signature === undefined ? [] : [{ type: 'signature' as const, index, signature }]),
    ]
  }
  return [{ type: 'block', index, block, tokens: 1 }]
}
