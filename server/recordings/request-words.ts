import { isObject } from '../json.ts'
import type { Json } from '../json.ts'
import type { RequestKey } from './key.ts'
import { excerptOf } from '../fixtures/nearest.ts'
import { wordsOf } from '../matching/text.ts'

const MAX_WORDS = 300
/** Longer texts are treated as media. */
const MAX_LENGTH = 100_000

/** The words that tell requests apart: those of the messages, or of the whole native body. */
export function requestWords({ model, body }: RequestKey): Set<string> {
  const texts: string[] = []
  collect(isObject(body) ? (body['messages'] ?? body) : body, texts)
  // The last message comes last, because it is more specific than the conversation before it.
  const words = wordsOf(excerptOf(texts.toReversed().join(' ')), MAX_WORDS)
  return words.add(model)
}

function collect(value: Json | undefined, into: string[]): void {
  if (typeof value === 'string') {
    if (value.length <= MAX_LENGTH) into.push(value)
  } else if (Array.isArray(value)) for (const item of value) collect(item, into)
  else if (isObject(value)) for (const key of Object.keys(value)) collect(value[key], into)
}
