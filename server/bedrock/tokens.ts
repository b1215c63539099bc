import type { Family } from './families.ts'
import type { Block, Chat, Message, Prompt, ToolSpec } from './prompt.ts'
import { frameOf } from './token-frames.ts'

// The one estimate of tokens: CountTokens, usage, maxTokens and the pieces of a stream all come from
// it, so they agree. A token is a piece of the text itself, much as in the tokenizers of real models:
// a short word with the space before it, up to three digits, a pair of signs, a CJK character.

const OTHER = 0
const LOWER = 1
const UPPER = 2
const DIGIT = 3
const SPACE = 4
const BREAK = 5
const SIGN = 6

// One class for each code unit below U+0250, so that Latin text never leaves the table.
const CLASSES = new Uint8Array(0x250).map((_, code) => {
  const char = String.fromCharCode(code)
  if (/\d/.test(char) && code < 128) return DIGIT
  if (char === ' ') return SPACE
  if (/[\t\n\v\f\r]/.test(char)) return BREAK
  if (/\p{Lu}/u.test(char)) return UPPER
  if (/\p{L}/u.test(char)) return LOWER
  return SIGN
})

const LONGEST_WORD = 9
const LONG_WORD_PIECE = 6
const LONGEST_SPACE = 16
// Marks, skin tones, joiners and the letters of flags.
const EXTENDS = /\p{M}|\p{Emoji_Modifier}|[\u200C-\u200D]|[\u{E0020}-\u{E007F}]/u
const ZERO_WIDTH_JOINER = 0x200d

function classAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return code < 0x250 ? (CLASSES[code] ?? OTHER) : OTHER
}

function runEnd(text: string, at: number, of: number, most: number): number {
  const last = Math.min(text.length, at + most)
  let end = at
  while (end < last && classAt(text, end) === of) end++
  return end
}

function wordEnd(text: string, at: number): number {
  const upper = runEnd(text, at, UPPER, LONGEST_WORD)
  // `HTTP` and `Hello` are words, `getWeather` is two.
  const end = upper - at > 1 ? upper : runEnd(text, upper, LOWER, LONGEST_WORD + 1 - (upper - at))
  if (upper - at > 1) return Math.min(end, at + 4)
  return end - at > LONGEST_WORD ? at + LONG_WORD_PIECE : end
}

function joins(code: number): boolean {
  if (code < 0x300 || (code >= 0x3400 && code < 0xa000) || (code >= 0xac00 && code < 0xd7a4))
    return false
  if (code >= 0x1160 && code < 0x1200) return true
  return EXTENDS.test(String.fromCodePoint(code))
}

/** Where what belongs to the character that ends before `at` ends: marks, joiners and what they join. */
function whole(text: string, at: number): number {
  let end = at
  let joined = text.charCodeAt(end - 1) === ZERO_WIDTH_JOINER
  while (end < text.length) {
    const code = text.codePointAt(end) ?? 0
    const extending = joins(code)
    if (!extending && !joined) break
    joined = code === ZERO_WIDTH_JOINER
    end += code > 0xffff ? 2 : 1
  }
  return end
}

function otherEnd(text: string, at: number): number {
  const code = text.codePointAt(at) ?? 0
  let end = at + (code > 0xffff ? 2 : 1)
  if (code >= 0x1f1e6 && code <= 0x1f1ff) {
    const next = text.codePointAt(end) ?? 0
    if (next >= 0x1f1e6 && next <= 0x1f1ff) end += 2
  } else if (code < 0x2000) {
    // Greek, Cyrillic, Arabic and their like: about three letters a token.
    const last = Math.min(text.length, at + 3)
    while (end < last && text.charCodeAt(end) >= 0x250 && text.charCodeAt(end) < 0x2000) end++
  }
  return end
}

function plainEnd(text: string, at: number): number {
  switch (classAt(text, at)) {
    case LOWER:
    case UPPER:
      return wordEnd(text, at)
    case DIGIT:
      return runEnd(text, at, DIGIT, 3)
    case SIGN:
      return runEnd(text, at, SIGN, 2)
    case BREAK:
      return breakEnd(text, at)
    case SPACE:
      return spaceEnd(text, at)
    default:
      return otherEnd(text, at)
  }
}

function breakEnd(text: string, at: number): number {
  const end = runEnd(text, at, BREAK, LONGEST_SPACE)
  const splits = text.charCodeAt(end - 1) === 13 && text.charCodeAt(end) === 10
  return splits ? end + 1 : end
}

function spaceEnd(text: string, at: number): number {
  const end = runEnd(text, at, SPACE, LONGEST_SPACE)
  if (end === text.length || classAt(text, end) === BREAK) return end
  // A lone space belongs to what follows it; of several, the last one does.
  return end - at > 1 ? end - 1 : plainEnd(text, end)
}

/** The end of the token that starts at `at`. It never lies within a character, marks included. */
export function tokenEnd(text: string, at: number): number {
  const end = plainEnd(text, at)
  const next = text.charCodeAt(end)
  return next >= 0x300 || text.charCodeAt(end - 1) >= 0x300 ? whole(text, end) : end
}

// Prompts of 50 KB are counted on every request: beyond this, a sample tells how many there are.
const COUNTED_WHOLE = 16_384
const SAMPLE = 4_096

export function countText(text: string): number {
  const end = text.length > COUNTED_WHOLE ? SAMPLE : text.length
  let count = 0
  let at = 0
  for (; at < end; count++) at = tokenEnd(text, at)
  return at < text.length ? Math.ceil((count * text.length) / at) : count
}

/** The first tokens of a text: all of it where it has no more than `most`. */
export function firstTokens(text: string, most: number): string {
  let at = 0
  for (let count = 0; count < most && at < text.length; count++) at = tokenEnd(text, at)
  return text.slice(0, at)
}

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

export function countTools(chat: Chat, family?: Family): number {
  if (chat.tools.length + chat.systemTools.length === 0) return 0
  const choice = chat.toolChoice ?? { auto: {} }
  const { forced, tools } = frameOf(family)
  let count = 'any' in choice || 'tool' in choice ? forced : tools
  for (const tool of chat.tools) count += countTool(tool)
  return count + chat.systemTools.length * TOOL_FRAME
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
  let count = countTools(chat, family) + countBlocks(chat.system)
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
