import type { Block } from './prompt.ts'
import { objectOf, stringOf } from '../json-fields.ts'

/** What a block says in words; undefined for media, tools, reasoning and marks. */
export function wordsOf({ text, citationsContent, guardContent }: Block): string | undefined {
  if (text !== undefined) return text
  if (citationsContent) return (citationsContent.content ?? []).map((piece) => piece.text).join('')
  return guardContent && stringOf(objectOf(guardContent['text'])['text'])
}
