import type { Target } from '../dialects/dialect.ts'
import { spaced } from '../dialects/parts/spaced-json.ts'
import type { JsonObject } from '../json.ts'
import type { DraftEvent } from './draft.ts'
import { habitsOf } from '../models/habits.ts'
import type { Block, ReasoningContent, ToolResult, ToolUse } from '../neutral/prompt.ts'
import { countText } from '../tokens/token-count.ts'
import type { Call } from './types.ts'
import { alphabetical } from './wire-order.ts'

/** The events of one content block. */
interface Body {
  /** Only tools, tool results and images are announced; text and reasoning begin with their first delta. */
  start?: JsonObject
  deltas: { delta: JsonObject; tokens: number }[]
}

/** All events of a ConverseStream. Metadata comes last, after messageStop. */
export function events(
  blocks: readonly Block[],
  stop: JsonObject,
  metadata: JsonObject,
  to: Target,
  call: Call,
): DraftEvent[] {
  const all: DraftEvent[] = [event('messageStart', { role: 'assistant' })]
  for (const [contentBlockIndex, block] of arranged(blocks, call).entries()) {
    const { start, deltas } = bodyOf(block, to, call)
    if (start !== undefined) all.push(event('contentBlockStart', { contentBlockIndex, start }))
    for (const { delta, tokens } of deltas) {
      all.push(event('contentBlockDelta', { contentBlockIndex, delta }, tokens))
    }
    all.push(event('contentBlockStop', { contentBlockIndex }))
  }
  all.push(event('messageStop', stop), event('metadata', metadata))
  return all
}

export const event = (type: string, payload: JsonObject, tokens = 0): DraftEvent => ({
  type,
  payload,
  tokens,
})

/** gpt-oss opens a stream that reasons with an empty text block. */
function arranged(blocks: readonly Block[], call: Call): readonly Block[] {
  const leads =
    habitsOf(call.model().family).emptyFirstBlock === true &&
    blocks[0]?.reasoningContent !== undefined
  return leads ? [{ text: '' }, ...blocks] : blocks
}

export function bodyOf(block: Block, to: Target, call: Call): Body {
  if (block.text !== undefined) return { deltas: texts(block.text, to, (text) => ({ text })) }
  if (block.toolUse !== undefined) return toolUse(block.toolUse, to, call)
  if (block.toolResult !== undefined) return toolResult(block.toolResult)
  if (block.reasoningContent !== undefined) return { deltas: reasoning(block.reasoningContent, to) }
  if (block.citationsContent !== undefined) {
    const { content = [], citations = [] } = block.citationsContent
    return {
      deltas: [
        ...citations.map((citation) => ({
          delta: { citation: alphabetical(citation) },
          tokens: 0,
        })),
        ...content.flatMap(({ text }) => texts(text, to, (piece) => ({ text: piece }))),
      ],
    }
  }
  if (block.image !== undefined) {
    const { format = 'png', source = {} } = block.image
    return { start: { image: { format } }, deltas: [{ delta: { image: { source } }, tokens: 1 }] }
  }
  return { deltas: [] }
}

function texts(text: string, to: Target, wrap: (piece: string) => JsonObject): Body['deltas'] {
  const pieces = text === '' ? [''] : to.cut(text)
  return pieces.map((piece) => ({ delta: wrap(piece), tokens: countText(piece) }))
}

/** Claude sends an empty fragment and then pieces of the JSON, with its own spacing; others send it whole. */
function toolUse({ name, toolUseId, type, input }: ToolUse, to: Target, call: Call): Body {
  const json = spaced(input)
  const fragments =
    habitsOf(call.model().family).cutsArguments === true
      ? ['', ...(json === '{}' ? [] : to.cut(json))]
      : [JSON.stringify(input)]
  return {
    start: { toolUse: { name, toolUseId, ...(type !== undefined && { type }) } },
    deltas: fragments.map((text) => ({
      delta: { toolUse: { input: text } },
      tokens: countText(text),
    })),
  }
}

function toolResult({ toolUseId, content, status = 'success', type }: ToolResult): Body {
  return {
    start: { toolResult: { status, toolUseId, ...(type !== undefined && { type }) } },
    deltas: [
      {
        delta: { toolResult: content.map((block) => alphabetical(block)) as JsonObject[] },
        tokens: 1,
      },
    ],
  }
}

function reasoning(content: ReasoningContent, to: Target): Body['deltas'] {
  if ('redactedContent' in content) {
    return [
      { delta: { reasoningContent: { redactedContent: content.redactedContent } }, tokens: 1 },
    ]
  }
  const { text, signature } = content.reasoningText
  const pieces =
    text === '' ? [] : texts(text, to, (piece) => ({ reasoningContent: { text: piece } }))
  if (signature === undefined) return pieces
  return [...pieces, { delta: { reasoningContent: { signature } }, tokens: 0 }]
}
