import { AwsError } from '../../aws/errors.ts'
import type { Block } from '../../neutral/prompt.ts'
import type { Reply } from '../../neutral/reply.ts'
import { blockText } from '../../neutral/block-text.ts'

type ReplyKind = Reply['kind']

/** The reply, of the one kind that a family's bodies can carry. */
export function only<K extends ReplyKind>(reply: Reply, kind: K): Extract<Reply, { kind: K }> {
  if (isKind(reply, kind)) return reply
  throw new AwsError(
    'InternalServerException',
    `This model answers with ${kind}, but the answer found for it is one of ${reply.kind}.`,
  )
}

function isKind<K extends ReplyKind>(reply: Reply, kind: K): reply is Extract<Reply, { kind: K }> {
  return reply.kind === kind
}

export function textOf(content: Block[]): string {
  return content.map((block) => blockText(block) ?? '').join('')
}

export function reasoningOf(content: Block[]): string {
  return content
    .map(({ reasoningContent: of }) => (of && 'reasoningText' in of ? of.reasoningText.text : ''))
    .join('')
}

/** An answer for families whose bodies hold nothing but text: a tool call is the JSON that Llama writes for one. */
export function flatText(content: Block[]): string {
  return content
    .map((block) => {
      const { toolUse } = block
      if (!toolUse) return blockText(block) ?? ''
      return JSON.stringify({ name: toolUse.name, parameters: toolUse.input })
    })
    .join('')
}
