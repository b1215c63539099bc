import type { JsonObject } from '../../json.ts'
import type { Delta } from '../../neutral/delta.ts'
import type { Block } from '../../neutral/prompt.ts'
import type { Target, Writer } from '../dialect.ts'
import { blockEvents, emptied, ending, opening } from './parts.ts'
import { writeBlock } from './write.ts'
import type { MessageId } from './write.ts'

/** The block that is open, and how far its pieces have come. */
interface Open {
  index: number
  of: 'text' | 'thinking' | 'signed' | 'call'
}

/** An arriving answer as the chunks in which Claude streams it. */
export function writer(to: Target, messageId?: MessageId): Writer {
  let next = 0
  let open: (Open & { at: number }) | undefined

  const delta = (piece: JsonObject): JsonObject => ({
    type: 'content_block_delta',
    index: open?.index ?? 0,
    delta: piece,
  })
  const close = (): JsonObject[] => {
    if (open === undefined) return []
    const { index } = open
    // The last delta of a thought is empty.
    const last = open.of === 'thinking' ? [delta({ type: 'thinking_delta', thinking: '' })] : []
    open = undefined
    return [...last, { type: 'content_block_stop', index }]
  }
  const start = (of: Open['of'], at: number, block: Block): JsonObject[] => {
    if (open?.at === at) return []
    const closed = close()
    const [written = {}] = writeBlock(block, to)
    open = { index: next++, of, at }
    return [
      ...closed,
      { type: 'content_block_start', index: open.index, content_block: emptied(written) },
    ]
  }
  const events = (one: Delta): JsonObject[] => {
    switch (one.type) {
      case 'begin':
        return [opening({ ...one.usage, outputTokens: 1 }, to, messageId)]
      case 'text': {
        const begun = start('text', one.index, { text: '' })
        return one.text === '' ? begun : [...begun, delta({ type: 'text_delta', text: one.text })]
      }
      case 'reasoning': {
        const begun = start('thinking', one.index, EMPTY_THOUGHT)
        const piece = { type: 'thinking_delta', thinking: one.text }
        return one.text === '' ? begun : [...begun, delta(piece)]
      }
      case 'signature': {
        const begun = start('thinking', one.index, EMPTY_THOUGHT)
        const signed = [
          delta({ type: 'thinking_delta', thinking: '' }),
          delta({ type: 'signature_delta', signature: one.signature }),
        ]
        if (open !== undefined) open.of = 'signed'
        return [...begun, ...signed]
      }
      case 'call': {
        const { toolUseId, name, toolType } = one
        const toolUse = { toolUseId, name, input: {}, ...(toolType && { type: toolType }) }
        return [...start('call', one.index, { toolUse }), delta(argument(''))]
      }
      case 'arguments':
        // Without arguments there is only the empty delta.
        return one.json === '' || one.json === '{}' ? [] : [delta(argument(one.json))]
      case 'block': {
        const closed = close()
        const blocks = writeBlock(one.block, to)
        return [...closed, ...blocks.flatMap((block) => blockEvents(block, next++, to))]
      }
      case 'stop':
        return [...close(), ...ending(one, to)]
    }
  }
  return (one) => {
    const tokens = 'tokens' in one ? one.tokens : 0
    return events(one).map((json) => ({ json, tokens: json['delta'] === undefined ? 0 : tokens }))
  }
}

const EMPTY_THOUGHT: Block = { reasoningContent: { reasoningText: { text: '' } } }

const argument = (partial_json: string): JsonObject => ({ type: 'input_json_delta', partial_json })
