import type { EmbedTask } from '../../neutral/prompt.ts'
import type { Json, JsonObject } from '../../json.ts'
import type { Dialect } from '../dialect.ts'
import { given, numberOf, numbersOf, objectOf, objectsOf, stringOf } from '../../json-fields.ts'
import { only } from '../parts/reply-kinds.ts'
import type { MemberSchema } from '../parts/schema.ts'
import { malformed, violationsOf } from '../parts/schema.ts'

const PURPOSES = [
  'GENERIC_INDEX',
  'GENERIC_RETRIEVAL',
  'TEXT_RETRIEVAL',
  'IMAGE_RETRIEVAL',
  'VIDEO_RETRIEVAL',
  'DOCUMENT_RETRIEVAL',
  'AUDIO_RETRIEVAL',
  'CLASSIFICATION',
  'CLUSTERING',
]

const SIZES: Json[] = [256, 384, 1024, 3072]

const MEDIA: MemberSchema = {
  type: 'JSONObject',
  open: true,
  required: ['format', 'source'],
  properties: { format: { type: 'String' }, source: { type: 'JSONObject', open: true } },
}

const REQUEST: MemberSchema = {
  type: 'JSONObject',
  required: ['taskType', 'singleEmbeddingParams'],
  properties: {
    schemaVersion: { type: 'String' },
    taskType: { type: 'String', enum: ['SINGLE_EMBEDDING'] },
    singleEmbeddingParams: {
      type: 'JSONObject',
      required: ['embeddingPurpose'],
      properties: {
        embeddingPurpose: { type: 'String', enum: PURPOSES },
        embeddingDimension: { type: 'Integer' },
        text: {
          type: 'JSONObject',
          required: ['truncationMode'],
          properties: {
            value: { type: 'String', maxLength: 8192 },
            source: { type: 'JSONObject', open: true },
            truncationMode: { type: 'String', enum: ['NONE', 'START', 'END'] },
          },
        },
        image: MEDIA,
        audio: MEDIA,
        video: MEDIA,
      },
    },
  },
}

export const dialect: Dialect = {
  name: 'nova-embed',
  read,
  body(reply, { prompt }) {
    const native = prompt.kind === 'embed' ? prompt.native : undefined
    const embeddingType = native?.['embeddingType'] ?? 'TEXT'
    const { vectors } = only(reply, 'embeddings')
    return { embeddings: vectors.map((embedding) => ({ embedding, embeddingType })) }
  },
  parse(body) {
    const vectors = objectsOf(objectOf(body)['embeddings']).map((one) =>
      numbersOf(one['embedding']),
    )
    return { kind: 'embeddings', vectors, inputTokens: 0, latencyMs: 0 }
  },
}

/** What each kind of input is called in the answer. */
const TYPES = [
  ['image', 'IMAGE'],
  ['audio', 'AUDIO'],
  ['video', 'AUDIO_VIDEO_COMBINED'],
] as const

function read(body: Json): EmbedTask {
  const violations = violationsOf(body, REQUEST)
  const params = objectOf(objectOf(body)['singleEmbeddingParams'])
  const size = params['embeddingDimension']
  if (Number.isInteger(size) && !SIZES.includes(size ?? null))
    violations.push(
      `#/singleEmbeddingParams/embeddingDimension: ${numberOf(size)} is not a valid enum value`,
    )
  if (violations.length > 0) throw malformed(violations)
  const [member, embeddingType] = TYPES.find(([name]) => name in params) ?? ['text', 'TEXT']
  return {
    kind: 'embed',
    inputs: [inputOf(objectOf(params[member]))],
    dimensions: numberOf(size) ?? 3072,
    normalize: true,
    types: [],
    native: { embeddingType },
  }
}

function inputOf({ value, source }: JsonObject): EmbedTask['inputs'][number] {
  const { bytes, s3Location } = objectOf(source)
  return given({
    text: stringOf(value),
    media: stringOf(bytes) ?? stringOf(objectOf(s3Location)['uri']),
  })
}
