import type { Block, Chat } from '../neutral/prompt.ts'
import { MAKER } from './samples.ts'
import type { Random } from '../random.ts'
import type { AnswerSubject } from './text/subject.ts'
import type { Family } from '../models/family.ts'

/** Whether the answer has reasoning. */
export function wantsReasoning(chat: Chat, family: Family | undefined): boolean {
  return chat.reasoning !== undefined || family?.reasoning === 'always'
}

// Anthropic's string for testing: with it in the conversation Claude's thinking comes back redacted.
const REDACTS = 'ANTHROPIC_MAGIC_STRING_TRIGGER_REDACTED_THINKING_'

function wantsRedacted({ messages }: Chat): boolean {
  return messages.some(
    ({ role, content }) =>
      role === 'user' && content.some(({ text }) => text?.includes(REDACTS) === true),
  )
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, value >> 7]
}

/** A signature in the form of Claude's: a small protocol buffer in base64, with random bytes for the cipher text. */
export function signature(random: Random): string {
  const sealed = Buffer.concat([
    Buffer.from([0x0a, 0x48, 0x08, 0x01, 0x10, 0x02, 0x18, 0x02, 0x2a, 0x40]),
    random.bytes(64),
    Buffer.from([0x12, 0x0c]),
    random.bytes(12),
    Buffer.from([0x1a, 0x0c]),
    random.bytes(12),
    Buffer.from([0x22, 0x30]),
    random.bytes(48),
    Buffer.from([0x2a, 0x60]),
    random.bytes(96),
  ])
  return Buffer.concat([
    Buffer.from([0x12, ...varint(sealed.length)]),
    sealed,
    Buffer.from([0x18, 0x01]),
  ]).toString('base64')
}

function thought({ topic, exchanges, attached }: AnswerSubject, calls: readonly Block[]): string {
  const about =
    topic === '' ? 'The user has not said much.' : `The user's request is about "${topic}".`
  const seen = attached.length === 0 ? '' : ` It comes with ${attached.join(' and ')}.`
  const call = calls[0]?.toolUse
  if (call !== undefined)
    return `${about}${seen} The tool ${call.name} fits it, so I call that with what the request says.`
  if (exchanges.length > 0)
    return `${about}${seen} The tool has answered, so I put its result into words.`
  return `${about}${seen} No model is behind this, ${MAKER} invents the answer: short, to the point and the same each time.`
}

export function reasoningFor(
  chat: Chat,
  subject: AnswerSubject,
  calls: readonly Block[],
  family: Family | undefined,
  random: Random,
): Block {
  const text = thought(subject, calls)
  if (family?.signature !== true) return { reasoningContent: { reasoningText: { text } } }
  const sealed = signature(random)
  if (!wantsRedacted(chat))
    return { reasoningContent: { reasoningText: { text, signature: sealed } } }
  // Converse sends bytes, and Claude's are themselves base64 text.
  return { reasoningContent: { redactedContent: Buffer.from(sealed).toString('base64') } }
}
