import type { Block, Chat, Message, Prompt, ToolSpec } from '../neutral/prompt.ts'
import { countText } from './token-count.ts'
import { frameOf } from './token-frames.ts'
import type { Family } from '../models/family.ts'

// CountTokens, usage, maxTokens and the pieces of a stream all come from one estimate, so they agree.

const IMAGE = 1200
const VIDEO = 2600
const TOOL_FRAME = 12
const BYTES_A_TOKEN = { text: 4, other: 40 }
const words = (value: unknown): string => (typeof value === 'string' ? value : '')
const TEXT_FORMATS = new Set(['txt', 'md', 'csv', 'html'])

function countSource(source: unknown, perToken: number): number {
  if (typeof source !== 'object' || source === null) return 0
  if ('bytes' in source && typeof source.bytes === 'string')
    return Math.ceil((source.bytes.length * 3) / 4 / perToken)
  if ('text' in source && typeof source.text === 'string') return countText(source.text)
  return countText(JSON.stringify(source))
}

function countDocument(document: NonNullable<Block['document']>): number {
  const plain = TEXT_FORMATS.has(words(document['format']))
  const body = countSource(document['source'], plain ? BYTES_A_TOKEN.text : BYTES_A_TOKEN.other)
  return body + countText(words(document['name'])) + 4
}

function countReasoning(reasoning: NonNullable<Block['reasoningContent']>): number {
  return 'reasoningText' in reasoning
    ? countText(reasoning.reasoningText.text)
    : Math.ceil(reasoning.redactedContent.length / 6)
}

export function countBlock(block: Block & { json?: unknown }): number {
  if (block.text !== undefined) return countText(block.text)
  if (block.toolUse !== undefined)
    return (
      TOOL_FRAME + countText(block.toolUse.name) + countText(JSON.stringify(block.toolUse.input))
    )
  if (block.toolResult !== undefined) return TOOL_FRAME + countBlocks(block.toolResult.content)
  if (block.reasoningContent !== undefined) return countReasoning(block.reasoningContent)
  if (block.image !== undefined) return IMAGE
  if (block.document !== undefined) return countDocument(block.document)
  if (block.video !== undefined) return VIDEO
  if (block.audio !== undefined) return countSource(block.audio['source'], 500)
  if (block.cachePoint !== undefined) return 0
  return countText(JSON.stringify(block.json ?? Object.values(block)[0] ?? ''))
}

export function countBlocks(blocks: readonly (Block & { json?: unknown })[]): number {
  let count = 0
  for (const block of blocks) count += countBlock(block)
  return count
}

export function countMessage(message: Message, family?: Family): number {
  return frameOf(family).message + countBlocks(message.content)
}

/** The tools alone, without the prompt that teaches how to call them. */
export function countToolSpecs({ tools, systemTools }: Chat): number {
  let count = systemTools.length * TOOL_FRAME
  for (const tool of tools) count += countTool(tool)
  return count
}

/** The prompt that teaches how to call tools. */
export function countToolPrompt(chat: Chat, family?: Family): number {
  if (chat.tools.length + chat.systemTools.length === 0) return 0
  const choice = chat.toolChoice ?? { auto: {} }
  const { forced, tools } = frameOf(family)
  return 'any' in choice || 'tool' in choice ? forced : tools
}

function countTool(tool: ToolSpec): number {
  return (
    countText(tool.name) +
    countText(tool.description ?? '') +
    Math.ceil(countText(JSON.stringify(tool.schema)) / 2)
  )
}

function countChat(chat: Chat, family: Family | undefined): number {
  // Around a native prompt stands what its caller wrote there.
  const framed = chat.native?.['framed'] === true
  let count = countToolSpecs(chat) + countToolPrompt(chat, family) + countBlocks(chat.system)
  if (!framed) count += frameOf(family).prompt
  for (const { content } of chat.messages)
    count += countBlocks(content) + (framed ? 0 : frameOf(family).message)
  return count
}

/** What CountTokens answers for a prompt, and usage.inputTokens with its cached parts; without a family, as Claude counts. */
export function countPrompt(prompt: Prompt, family?: Family): number {
  switch (prompt.kind) {
    case 'chat':
      return countChat(prompt, family)
    case 'embed':
      return prompt.inputs.reduce(
        (sum, input) => sum + countText(input.text ?? '') + (input.media === undefined ? 0 : IMAGE),
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
