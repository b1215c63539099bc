import { blockTypes } from '../../../dialects/anthropic/blocks.ts'
import type { JsonObject } from '../../../json.ts'
import { isObject } from '../../../json.ts'
import { objectsOf, stringOf } from '../../../json-fields.ts'

/** What the neutral form cannot express of a message, or of its stream events. */
export function unread(payloads: readonly JsonObject[]): string[] {
  const blocks = payloads.flatMap(({ content, content_block: begun }) =>
    isObject(begun) ? [begun] : objectsOf(content),
  )
  const types = blocks.map(({ type }) => stringOf(type) ?? '')
  const others = types.filter((type) => !blockTypes.includes(type))
  return [...new Set(others)].map((type) => `blocks of the type ${type}`)
}
