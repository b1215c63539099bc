import type { EmbedTask } from '../../neutral/prompt.ts'
import type { Json } from '../../json.ts'
import type { Dialect } from '../dialect.ts'
import { given, numberOf, numbersOf, objectOf, stringOf } from '../../json-fields.ts'
import { only } from '../parts/reply-kinds.ts'
import type { MemberSchema } from '../parts/schema.ts'
import { malformed, violationsOf } from '../parts/schema.ts'

const REQUEST: MemberSchema = {
  type: 'JSONObject',
  properties: {
    inputText: { type: 'String' },
    inputImage: { type: 'String' },
    embeddingConfig: {
      type: 'JSONObject',
      properties: { outputEmbeddingLength: { type: 'Integer' } },
    },
  },
}

const SIZES: Json[] = [256, 384, 1024]

export const dialect: Dialect = {
  name: 'titan-embed-image',
  read,
  body(reply) {
    const { vectors, inputTokens } = only(reply, 'embeddings')
    return { embedding: vectors[0] ?? [], inputTextTokenCount: inputTokens, message: null }
  },
  parse(body) {
    const { embedding, inputTextTokenCount: count } = objectOf(body)
    const inputTokens = numberOf(count) ?? 0
    return { kind: 'embeddings', vectors: [numbersOf(embedding)], inputTokens, latencyMs: 0 }
  },
}

/** Text and picture together make one vector. */
function read(body: Json): EmbedTask {
  const sent = objectOf(body)
  const violations = violationsOf(body, REQUEST)
  const size = objectOf(sent['embeddingConfig'])['outputEmbeddingLength']
  if (Number.isInteger(size) && !SIZES.includes(size ?? null))
    violations.push(
      `#/embeddingConfig/outputEmbeddingLength: ${numberOf(size)} is not a valid enum value`,
    )
  if (sent['inputText'] === undefined && sent['inputImage'] === undefined)
    violations.push('#: required key [inputText] not found#: required key [inputImage] not found')
  if (violations.length > 0) throw malformed(violations)
  const text = stringOf(sent['inputText'])
  const media = stringOf(sent['inputImage'])
  return {
    kind: 'embed',
    inputs: [given({ text, media })],
    dimensions: numberOf(size) ?? 1024,
    normalize: true,
    types: [],
  }
}
