import { bySentence } from '../speech.ts'
import { textOf } from './blocks.ts'
import type { Turn } from './chat.ts'

/** The announced part of the last answer. */
export function announced(turn: Turn | undefined): string {
  if (turn?.state === 'done') return 'The answer is complete.'
  return turn?.state === 'running' && bySentence.value
    ? lastSentence(textOf(turn.answer.blocks))
    : ''
}

/** The last complete one. */
export function lastSentence(text: string): string {
  const ends = [...text.matchAll(/[.!?](?=\s)/g)].map(({ index }) => index + 1)
  return text.slice(ends.at(-2) ?? 0, ends.at(-1) ?? 0).trim()
}
