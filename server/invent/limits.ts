import type { Block, Chat } from '../neutral/prompt.ts'
import type { Message, StopReason } from '../neutral/reply.ts'
import { firstTokens } from '../tokens/token-count.ts'
import { countBlock, countBlocks } from '../tokens/tokens.ts'

interface Limited extends Pick<Message, 'content' | 'stopReason' | 'stopSequence'> {
  tokens: number
}

/** The stop sequence that comes first in a text. */
function stopIn(
  text: string,
  sequences: readonly string[],
): { at: number; sequence: string } | undefined {
  let first: { at: number; sequence: string } | undefined
  for (const sequence of sequences) {
    const at = sequence === '' ? -1 : text.indexOf(sequence)
    if (at >= 0 && (first === undefined || at < first.at)) first = { at, sequence }
  }
  return first
}

/** As much of a block as so many tokens hold; undefined where that is nothing. A call is whole or not there. */
function within(block: Block, tokens: number): Block | undefined {
  if (tokens <= 0) return undefined
  if (block.text !== undefined) return { text: firstTokens(block.text, tokens) }
  const thought = block.reasoningContent
  if (thought === undefined || !('reasoningText' in thought)) return undefined
  return {
    reasoningContent: { reasoningText: { text: firstTokens(thought.reasoningText.text, tokens) } },
  }
}

/** What is left of an answer under the request's maxTokens and stop sequences, how much that is and why it ends. */
export function limit(answer: readonly Block[], chat: Chat, whole: StopReason): Limited {
  const max = chat.maxTokens ?? Infinity
  let tokens = 0
  const content: Block[] = []
  for (const block of answer) {
    const stop = block.text === undefined ? undefined : stopIn(block.text, chat.stopSequences)
    const kept = stop === undefined ? block : { text: block.text?.slice(0, stop.at) ?? '' }
    const more = countBlock(kept)
    if (tokens + more > max) {
      const part = within(kept, max - tokens)
      if (part !== undefined) content.push(part)
      else if (content.length === 0) content.push(cutCall(block, max))
      return { content, tokens: countBlocks(content), stopReason: 'max_tokens' }
    }
    tokens += more
    content.push(kept)
    if (stop !== undefined)
      return { content, tokens, stopReason: 'stop_sequence', stopSequence: stop.sequence }
  }
  return { content, tokens, stopReason: whole }
}

/** Where a forced call does not fit there is no text before it to cut: the answer breaks off in a sentence about it. */
function cutCall(block: Block, tokens: number): Block {
  return { text: firstTokens(`I'll call ${block.toolUse?.name ?? 'the tool'} for that.`, tokens) }
}
