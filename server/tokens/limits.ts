import type { Block, Chat } from '../neutral/prompt.ts'
import type { Message, StopReason } from '../neutral/reply.ts'
import { firstTokens } from './token-count.ts'
import { countBlock, countBlocks } from './tokens.ts'

// Applies a request's maxTokens and stop sequences to an answer, like a model.

type Limits = Pick<Chat, 'maxTokens' | 'stopSequences'>

interface Limited extends Pick<Message, 'content' | 'stopReason' | 'stopSequence'> {
  tokens: number
}

interface Stop {
  at: number
  sequence: string
}

/** The first stop sequence in a text. */
function findFirstStop(text: string, sequences: readonly string[]): Stop | undefined {
  let first: Stop | undefined
  for (const sequence of sequences) {
    const at = sequence === '' ? -1 : text.indexOf(sequence)
    if (at >= 0 && (first === undefined || at < first.at)) first = { at, sequence }
  }
  return first
}

/** The first of the request's stop sequences in the answer's text. */
export function stopSequenceIn(
  content: readonly Block[],
  { stopSequences }: Limits,
): string | undefined {
  if (stopSequences.length === 0) return undefined
  for (const { text } of content) {
    const stop = text === undefined ? undefined : findFirstStop(text, stopSequences)
    if (stop !== undefined) return stop.sequence
  }
  return undefined
}

/** Truncates a block. Undefined if nothing fits; tool calls are never truncated. */
function beginning(block: Block, tokens: number): Block | undefined {
  if (tokens <= 0) return undefined
  if (block.text !== undefined) return { text: firstTokens(block.text, tokens) }
  const reasoning = block.reasoningContent
  if (reasoning === undefined || !('reasoningText' in reasoning)) return undefined
  const text = firstTokens(reasoning.reasoningText.text, tokens)
  return { reasoningContent: { reasoningText: { text } } }
}

/** Truncates an answer at the request's limits. `stopReason` is that of the whole answer. */
export function applyLimits(
  answer: readonly Block[],
  limits: Limits,
  stopReason: StopReason,
): Limited {
  const { maxTokens = Infinity, stopSequences } = limits
  let tokens = 0
  const content: Block[] = []
  for (const block of answer) {
    const stop = block.text === undefined ? undefined : findFirstStop(block.text, stopSequences)
    const kept = stop === undefined ? block : { text: block.text?.slice(0, stop.at) ?? '' }
    const more = countBlock(kept)
    if (tokens + more > maxTokens) {
      const part = beginning(kept, maxTokens - tokens)
      if (part !== undefined) content.push(part)
      else if (content.length === 0) content.push(cutCall(block, maxTokens))
      return { content, tokens: countBlocks(content), stopReason: 'max_tokens' }
    }
    tokens += more
    content.push(kept)
    if (stop !== undefined)
      return { content, tokens, stopReason: 'stop_sequence', stopSequence: stop.sequence }
  }
  return { content, tokens, stopReason }
}

/** A forced call that does not fit has no text before it to cut, so the answer breaks off in a sentence about it. */
function cutCall(block: Block, tokens: number): Block {
  return { text: firstTokens(`I'll call ${block.toolUse?.name ?? 'the tool'} for that.`, tokens) }
}
