import type { Block, Chat } from '../bedrock/prompt.ts'
import type { Message, StopReason } from '../bedrock/reply.ts'
import { firstTokens } from '../bedrock/token-count.ts'
import { countBlock } from '../bedrock/tokens.ts'

type Limited = Pick<Message, 'content' | 'stopReason' | 'stopSequence'>

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

/** What is left of an answer under the request's maxTokens and stop sequences, and why it ends. */
export function limit(answer: readonly Block[], chat: Chat, whole: StopReason): Limited {
  let left = chat.maxTokens ?? Infinity
  const content: Block[] = []
  for (const block of answer) {
    const stop = block.text === undefined ? undefined : stopIn(block.text, chat.stopSequences)
    const kept = stop === undefined ? block : { text: block.text?.slice(0, stop.at) ?? '' }
    const tokens = countBlock(kept)
    if (tokens > left) {
      const part = within(kept, left)
      if (part !== undefined) content.push(part)
      return {
        content: content.length > 0 ? content : [cutCall(block, left)],
        stopReason: 'max_tokens',
      }
    }
    left -= tokens
    content.push(kept)
    if (stop !== undefined)
      return { content, stopReason: 'stop_sequence', stopSequence: stop.sequence }
  }
  return { content, stopReason: whole }
}

/** Where a forced call does not fit there is no text before it to cut: the answer breaks off in a sentence about it. */
function cutCall(block: Block, tokens: number): Block {
  return { text: firstTokens(`I'll call ${block.toolUse?.name ?? 'the tool'} for that.`, tokens) }
}
