import type { Family, TokenFrame } from '../models/family.ts'
import type { Block, Chat, Turn, Prompt, ToolSpec } from '../neutral/prompt.ts'
import { countAudio, countDocument, countImage, countVideo } from './media.ts'
import { countText } from './token-count.ts'
import { frameOf } from './token-frames.ts'

// CountTokens, usage, maxTokens and the pieces of a stream all come from one estimate, so they agree.

const CALL = 12
const SYSTEM_TOOL = 78
const MEDIA = 1200

type AnyBlock = Block & { json?: unknown }

function countReasoning(reasoning: NonNullable<Block['reasoningContent']>): number {
  return 'reasoningText' in reasoning
    ? countText(reasoning.reasoningText.text)
    : Math.ceil(reasoning.redactedContent.length / 6)
}

function countCited({ content = [], citations = [] }: NonNullable<Block['citationsContent']>) {
  let count = citations.length * 8
  for (const { text } of content) count += countText(text)
  return count
}

function countIn(block: AnyBlock, frame: TokenFrame): number {
  const { call = CALL } = frame
  if (block.text !== undefined) return countText(block.text)
  if (block.toolUse !== undefined) {
    const { name, input } = block.toolUse
    return call + countText(name) + countText(JSON.stringify(input))
  }
  if (block.toolResult !== undefined) {
    let count = call
    for (const inner of block.toolResult.content) count += countIn(inner, frame)
    return count
  }
  if (block.reasoningContent !== undefined) return countReasoning(block.reasoningContent)
  if (block.citationsContent !== undefined) return countCited(block.citationsContent)
  if (block.image !== undefined) return countImage(block.image, frame)
  if (block.document !== undefined) return countDocument(block.document, frame)
  if (block.video !== undefined) return countVideo(frame)
  if (block.audio !== undefined) return countAudio(block.audio)
  if (block.cachePoint !== undefined) return 0
  return countText(JSON.stringify(block.json ?? Object.values(block)[0] ?? ''))
}

export function countBlock(block: AnyBlock, family?: Family): number {
  const frame = frameOf(family)
  const count = countIn(block, frame)
  return frame.scale === undefined ? count : Math.round(count * frame.scale)
}

export function countBlocks(blocks: readonly AnyBlock[], family?: Family): number {
  let count = 0
  for (const block of blocks) count += countBlock(block, family)
  return count
}

const THOUGHT = /<think>[^]*?<\/think>\s*/g

/** A block of an earlier turn, whose thinking is not sent to the model again. */
function countOldBlock(block: Block, family: Family | undefined): number {
  if (block.reasoningContent !== undefined) return 0
  if (block.text === undefined || frameOf(family).dropsThinking !== true)
    return countBlock(block, family)
  return countBlock({ text: block.text.replace(THOUGHT, '') }, family)
}

/** The start of the last turn: the last message of the user, apart from tool results. */
function lastTurnOf(messages: readonly Turn[]): number {
  return messages.findLastIndex(
    ({ role, content }) =>
      role === 'user' && content.some(({ toolResult }) => toolResult === undefined),
  )
}

/** Counts the blocks of a conversation, grouped by message. */
export function blockCounter(
  { messages }: Chat,
  family: Family | undefined,
): (block: Block, message: number) => number {
  const lastTurn = lastTurnOf(messages)
  return (block, message) =>
    message < lastTurn ? countOldBlock(block, family) : countBlock(block, family)
}

/** Around a message. */
export function countMessageFrame(family: Family | undefined): number {
  return frameOf(family).message
}

/** The tools, without the tool use prompt. */
export function countToolSpecs({ tools, systemTools }: Chat, family?: Family): number {
  const frame = frameOf(family)
  let count = systemTools.length * SYSTEM_TOOL
  for (const tool of tools) count += countTool(tool, frame)
  return count
}

function countTool({ name, description = '', schema }: ToolSpec, { tool, scale = 1 }: TokenFrame) {
  const words = countText(name) + countText(description)
  const shape = countText(JSON.stringify(schema))
  if (tool === undefined) return words + Math.ceil(shape / 2)
  return tool.each + Math.round((words + shape) * tool.weight * scale)
}

/** The tool use prompt. */
export function countToolPrompt({ tools, toolChoice = { auto: {} } }: Chat, family?: Family) {
  if (tools.length === 0) return 0
  const frame = frameOf(family)
  return 'any' in toolChoice || 'tool' in toolChoice ? frame.forced : frame.tools
}

/** The overhead for thinking, structured output and citations. */
function countExtras({ reasoning, format, messages }: Chat, frame: TokenFrame): number {
  let count = 0
  if (reasoning !== undefined) count += frame.thinking ?? 0
  if (format !== undefined && frame.format !== undefined) {
    const { each, weight } = frame.format
    count += each + Math.round(countText(JSON.stringify(format.schema)) * weight)
  }
  if (frame.citations !== undefined && messages.some(cites)) count += frame.citations
  return count
}

function cites({ content }: Turn): boolean {
  return content.some(
    ({ document, searchResult, toolResult }) =>
      isCited(document) ||
      isCited(searchResult) ||
      (toolResult?.content.some(
        (inner) => isCited(inner.document) || isCited(inner.searchResult),
      ) ??
        false),
  )
}

function isCited(block: Block['document']): boolean {
  const citations = block?.['citations']
  return typeof citations === 'object' && citations !== null && 'enabled' in citations
    ? citations['enabled'] === true
    : false
}

function countChat(chat: Chat, family: Family | undefined): number {
  const frame = frameOf(family)
  // A native prompt already contains its template.
  const framed = chat.native?.['framed'] === true
  const count = blockCounter(chat, family)
  let total = countToolSpecs(chat, family) + countToolPrompt(chat, family)
  total += countBlocks(chat.system, family) + countExtras(chat, frame)
  if (!framed) total += frame.prompt
  for (const [at, { content }] of chat.messages.entries()) {
    if (!framed) total += frame.message
    for (const block of content) total += count(block, at)
  }
  return total
}

/**
 * The result of CountTokens for a prompt, and usage.inputTokens with its cached parts. Without a family, tokens are
 * counted like Claude's.
 */
export function countPrompt(prompt: Prompt, family?: Family): number {
  switch (prompt.kind) {
    case 'chat':
      return countChat(prompt, family)
    case 'embed':
      return prompt.inputs.reduce(
        (sum, { text, media }) =>
          sum +
          (text === undefined ? 0 : countText(text) + (family?.frame?.prompt ?? 0)) +
          (media === undefined ? 0 : MEDIA),
        0,
      )
    case 'image':
      return countText(prompt.text)
    case 'rank':
      return prompt.documents.reduce((sum, text) => sum + countText(text), countText(prompt.query))
    default:
      return prompt satisfies never
  }
}
