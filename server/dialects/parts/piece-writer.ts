import { blockText } from '../../neutral/block-text.ts'
import type { Delta } from '../../neutral/delta.ts'
import type { Usage } from '../../neutral/reply.ts'
import type { Part, Writer } from '../dialect.ts'
import type { Piece } from './stream-pieces.ts'
import type { Stop } from './text-writer.ts'

/** The chunks of a family that follows OpenAI's schema. */
export interface PieceChunks {
  begin(usage: Usage): Part[]
  piece(piece: Piece): Part[]
  stop(stop: Stop): Part[]
}

/** Writes an arriving answer piece by piece. */
export function pieceWriter({ begin, piece, stop }: PieceChunks): Writer {
  let call: NonNullable<Piece['call']> | undefined
  let hasArguments = false

  const end = (delta: Delta): Part[] => {
    if (call === undefined || delta.type === 'arguments') return []
    const ended = { ...call, opens: false }
    call = undefined
    return hasArguments ? [] : piece({ of: 'call', text: '{}', tokens: 1, call: ended })
  }
  let count = 0
  const write = (delta: Delta): Part[] => {
    switch (delta.type) {
      case 'begin':
        return begin(delta.usage)
      case 'text':
      case 'reasoning': {
        const { type: of, text, tokens } = delta
        return text === '' ? [] : piece({ of, text, tokens })
      }
      case 'call': {
        const { toolUseId, name } = delta
        call = { toolUse: { toolUseId, name, input: {} }, index: count++, opens: true }
        hasArguments = false
        return piece({ of: 'call', text: '', tokens: 1, call })
      }
      case 'arguments': {
        if (call === undefined || delta.json === '') return []
        hasArguments = true
        const { json: text, tokens } = delta
        return piece({ of: 'call', text, tokens, call: { ...call, opens: false } })
      }
      case 'block': {
        const text = blockText(delta.block) ?? ''
        return text === '' ? [] : piece({ of: 'text', text, tokens: delta.tokens })
      }
      case 'stop':
        return stop(delta)
      case 'signature':
        return []
    }
  }
  return (delta) => [...end(delta), ...write(delta)]
}
