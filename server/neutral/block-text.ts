import type { Block } from './prompt.ts'
import { objectOf, stringOf } from '../json-fields.ts'

/** The text of a block; undefined for media, tools, reasoning and cache points. */
export function blockText({ text, citationsContent, guardContent }: Block): string | undefined {
  if (text !== undefined) return text
  if (citationsContent) return (citationsContent.content ?? []).map((piece) => piece.text).join('')
  return guardContent && stringOf(objectOf(guardContent['text'])['text'])
}
