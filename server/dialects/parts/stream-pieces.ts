import type { Block, ToolUse } from '../../neutral/prompt.ts'
import type { Message } from '../../neutral/reply.ts'
import { blockText } from '../../neutral/block-text.ts'
import type { Target } from '../dialect.ts'

/** A part of a streamed answer and its number of output tokens. */
export interface Piece {
  of: 'text' | 'reasoning' | 'call'
  text: string
  tokens: number
  /** Which tool call the text belongs to; `opens` is set on a call's first piece, whose text is empty. */
  call?: { toolUse: ToolUse; index: number; opens: boolean }
}

type Cutter = Pick<Target, 'cut'>

/** Splits `total` into integers, spread evenly over the pieces. */
export function share(total: number, count: number): number[] {
  return Array.from(
    { length: count },
    (_, at) => Math.floor(((at + 1) * total) / count) - Math.floor((at * total) / count),
  )
}

/** A text in pieces, each with its tokens. */
export function cutText(
  text: string,
  tokens: number,
  to: Cutter,
): { text: string; tokens: number }[] {
  const texts = text === '' ? [] : to.cut(text)
  const shares = share(tokens, texts.length)
  return texts.map((piece, at) => ({ text: piece, tokens: shares[at] ?? 0 }))
}

/** The parts of an answer in streaming order: reasoning first, regardless of block order. */
export function piecesOf({ content, usage }: Message, to: Cutter): Piece[] {
  const pieces: Omit<Piece, 'tokens'>[] = []
  let index = 0
  for (const block of [...content].toSorted((a, b) => rank(a) - rank(b))) {
    const { reasoningContent: thought, toolUse } = block
    const text = blockText(block)
    if (thought && 'reasoningText' in thought)
      for (const piece of to.cut(thought.reasoningText.text))
        pieces.push({ of: 'reasoning', text: piece })
    if (text) for (const piece of to.cut(text)) pieces.push({ of: 'text', text: piece })
    if (toolUse) {
      pieces.push({ of: 'call', text: '', call: { toolUse, index, opens: true } })
      for (const piece of to.cut(argumentsOf(toolUse)))
        pieces.push({ of: 'call', text: piece, call: { toolUse, index, opens: false } })
      index += 1
    }
  }
  const shares = share(usage.outputTokens, pieces.length)
  return pieces.map((piece, at) => ({ ...piece, tokens: shares[at] ?? 0 }))
}

/** A call's arguments as text; what was no JSON when it was read is text still. */
export function argumentsOf({ input }: ToolUse): string {
  return typeof input === 'string' ? input : JSON.stringify(input)
}

function rank({ reasoningContent, toolUse }: Block): number {
  if (reasoningContent) return 0
  return toolUse ? 2 : 1
}
