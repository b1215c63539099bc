import type { ContentBlock, ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime'

interface Gathered {
  text: string
  input: string
  reasoning: string
  signature: string
  redacted: Uint8Array[]
  toolUse: { toolUseId: string | undefined; name: string | undefined } | undefined
}

/**
 * The content blocks of a ConverseStream, as clients assemble them. Empty ones are dropped, because they must not be
 * sent back.
 */
export function gather(events: readonly ConverseStreamOutput[]): ContentBlock[] {
  const blocks = new Map<number, Gathered>()
  const at = (index = 0): Gathered => {
    const known = blocks.get(index)
    if (known !== undefined) return known
    const fresh: Gathered = {
      text: '',
      input: '',
      reasoning: '',
      signature: '',
      redacted: [],
      toolUse: undefined,
    }
    blocks.set(index, fresh)
    return fresh
  }
  for (const { contentBlockStart, contentBlockDelta } of events) {
    const start = contentBlockStart?.start?.toolUse
    if (start !== undefined) {
      at(contentBlockStart?.contentBlockIndex).toolUse = {
        toolUseId: start.toolUseId,
        name: start.name,
      }
    }
    const delta = contentBlockDelta?.delta
    if (delta === undefined) continue
    const block = at(contentBlockDelta?.contentBlockIndex)
    block.text += delta.text ?? ''
    block.input += delta.toolUse?.input ?? ''
    block.reasoning += delta.reasoningContent?.text ?? ''
    block.signature += delta.reasoningContent?.signature ?? ''
    if (delta.reasoningContent?.redactedContent !== undefined)
      block.redacted.push(delta.reasoningContent.redactedContent)
  }
  return [...blocks]
    .toSorted(([a], [b]) => a - b)
    .map(([, block]) => finished(block))
    .filter(({ text }) => text !== '')
}

function finished({ text, input, reasoning, signature, redacted, toolUse }: Gathered) {
  if (toolUse !== undefined)
    return { toolUse: { ...toolUse, input: JSON.parse(input || '{}') as object } } as ContentBlock
  const [redactedContent] = redacted
  if (redactedContent !== undefined)
    return { reasoningContent: { redactedContent } } as ContentBlock
  if (reasoning !== '')
    return {
      reasoningContent: {
        reasoningText: { text: reasoning, ...(signature !== '' && { signature }) },
      },
    } as ContentBlock
  return { text } as ContentBlock
}
