import type { EmbedTask } from '../../neutral/prompt.ts'
import type { Json, JsonObject } from '../../json.ts'
import type { Dialect } from '../dialect.ts'
import { listOf, numberOf, numbersOf, objectOf, stringOf, stringsOf } from '../../json-fields.ts'
import { only } from '../parts/reply-kinds.ts'
import type { MemberSchema } from '../parts/schema.ts'
import { malformed, violationsOf } from '../parts/schema.ts'
import { titanBinary } from '../parts/vectors.ts'

const V1: MemberSchema = {
  type: 'JSONObject',
  required: ['inputText'],
  properties: { inputText: { type: 'String', minLength: 1, maxLength: 50_000 } },
}

const V2: MemberSchema = {
  ...V1,
  properties: {
    ...V1.properties,
    dimensions: { type: 'Integer' },
    normalize: { type: 'Boolean' },
    embeddingTypes: { type: 'JSONArray', items: { type: 'String', enum: ['float', 'binary'] } },
  },
}

const V2_SIZES: Json[] = [256, 512, 1024]

/** Version 1 is known by its id; where an ARN does not tell the model, members that only version 2 has do. */
function isV2(model: string, body: JsonObject): boolean {
  if (model.includes('titan-embed-')) return model.includes('titan-embed-text-v2')
  return ['dimensions', 'normalize', 'embeddingTypes'].some((name) => Object.hasOwn(body, name))
}

export const dialect: Dialect = {
  name: 'titan-embed',
  read,
  body(reply, { prompt }) {
    const { vectors, inputTokens } = only(reply, 'embeddings')
    const embedding = vectors[0] ?? []
    const counted = { inputTextTokenCount: inputTokens }
    if (prompt.kind !== 'embed' || prompt.native?.['version'] !== 2)
      return { embedding, ...counted }
    const { types } = prompt
    if (types.length === 0) return { embedding, embeddingsByType: { float: embedding }, ...counted }
    const embeddingsByType: JsonObject = {}
    if (types.includes('binary')) embeddingsByType['binary'] = titanBinary(embedding)
    if (!types.includes('float')) return { embeddingsByType, ...counted }
    return { embedding, embeddingsByType: { ...embeddingsByType, float: embedding }, ...counted }
  },
  parse,
}

function read(body: Json, model: string): EmbedTask {
  const sent = objectOf(body)
  const v2 = isV2(model, sent)
  const violations = violationsOf(body, v2 ? V2 : V1)
  const size = sent['dimensions']
  if (v2 && Number.isInteger(size) && !V2_SIZES.includes(size ?? null))
    violations.push(`#/dimensions: ${numberOf(size)} is not a valid enum value`)
  if (violations.length > 0) throw malformed(violations)
  return {
    kind: 'embed',
    inputs: [{ text: stringOf(sent['inputText']) ?? '' }],
    dimensions: v2 ? (numberOf(size) ?? 1024) : 1536,
    normalize: v2 && sent['normalize'] !== false,
    types: stringsOf(sent['embeddingTypes']),
    native: { version: v2 ? 2 : 1 },
  }
}

function parse(body: Json): ReturnType<Dialect['parse']> {
  const { embedding, embeddingsByType, inputTextTokenCount } = objectOf(body)
  const { float, binary } = objectOf(embeddingsByType)
  const vector = [embedding, float, binary].find((found) => listOf(found).length > 0)
  return {
    kind: 'embeddings',
    vectors: [numbersOf(vector)],
    inputTokens: numberOf(inputTextTokenCount) ?? 0,
    latencyMs: 0,
  }
}
