import type { Target } from '../../dialects/dialect.ts'
import { argumentsOf } from '../../dialects/parts/stream-pieces.ts'
import type { Delta } from '../../neutral/delta.ts'
import type { Block } from '../../neutral/prompt.ts'
import type { Message } from '../../neutral/reply.ts'

/** A message as the pieces in which it would arrive, so that whole answers are written by the code that streams them. */
export function deltasOf(message: Message, to: Pick<Target, 'cut'>): Delta[] {
  const { content, usage, stopReason, stopSequence, latencyMs } = message
  const pieces = content.flatMap((block, index) => blockDeltas(block, index, to))
  return [
    { type: 'begin', usage: { ...usage, outputTokens: 0 } },
    ...shared(pieces, usage.outputTokens),
    {
      type: 'stop',
      stopReason,
      ...(stopSequence !== undefined && { stopSequence }),
      usage,
      latencyMs,
    },
  ]
}

function blockDeltas(block: Block, index: number, to: Pick<Target, 'cut'>): Delta[] {
  const { text, toolUse, reasoningContent: thought } = block
  const tokens = 0
  if (text !== undefined)
    return to.cut(text).map((piece) => ({ type: 'text', index, text: piece, tokens }))
  if (toolUse !== undefined) {
    const { toolUseId, name, type } = toolUse
    return [
      { type: 'call', index, toolUseId, name, ...(type !== undefined && { toolType: type }) },
      ...to
        .cut(argumentsOf(toolUse))
        .map((json) => ({ type: 'arguments', index, json, tokens }) as const),
    ]
  }
  if (thought === undefined || 'redactedContent' in thought)
    return [{ type: 'block', index, block, tokens }]
  const { text: thinking, signature } = thought.reasoningText
  return [
    ...to
      .cut(thinking)
      .map((piece) => ({ type: 'reasoning', index, text: piece, tokens }) as const),
    ...(signature === undefined ? [] : [{ type: 'signature', index, signature } as const]),
  ]
}

/** Shares the tokens out by length, so that a block has as many whether it is cut or not. */
function shared(deltas: Delta[], total: number): Delta[] {
  const lengths = deltas.map(lengthOf)
  const whole = lengths.reduce((sum, length) => sum + length, 0)
  let length = 0
  let before = 0
  return deltas.map((delta, at) => {
    if (!('tokens' in delta)) return delta
    length += lengths[at] ?? 0
    const after = Math.floor((total * length) / Math.max(whole, 1))
    const tokens = after - before
    before = after
    return { ...delta, tokens }
  })
}

/** Encrypted reasoning is many times as long as the thoughts in it. */
const density = ({ reasoningContent }: Block): number => (reasoningContent === undefined ? 1 : 12)

function lengthOf(delta: Delta): number {
  if ('text' in delta) return delta.text.length
  if ('json' in delta) return delta.json.length
  if (!('block' in delta)) return 0
  return Math.ceil(JSON.stringify(delta.block).length / density(delta.block))
}
