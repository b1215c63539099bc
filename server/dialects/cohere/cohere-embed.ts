import type { EmbedTask } from '../../neutral/prompt.ts'
import type { Embeddings } from '../../neutral/reply.ts'
import type { Json, JsonObject } from '../../json.ts'
import { isObject } from '../../json.ts'
import type { Dialect } from '../dialect.ts'
import {
  listOf,
  numberOf,
  numbersOf,
  objectOf,
  objectsOf,
  stringOf,
  stringsOf,
} from '../../json-fields.ts'
import { only } from '../parts/reply-kinds.ts'
import type { MemberSchema } from '../parts/schema.ts'
import { malformed, violationsOf } from '../parts/schema.ts'
import { uuid } from '../parts/uuid.ts'
import { byType, embeddingTypes } from '../parts/vectors.ts'

const V3: MemberSchema = {
  type: 'JSONObject',
  properties: {
    texts: {
      type: 'JSONArray',
      minItems: 1,
      maxItems: 96,
      items: { type: 'String', minLength: 1 },
    },
    images: { type: 'JSONArray', minItems: 1, maxItems: 1, items: { type: 'String' } },
    input_type: {
      type: 'String',
      enum: ['search_document', 'search_query', 'classification', 'clustering', 'image'],
    },
    truncate: { type: 'String', enum: ['NONE', 'START', 'END'] },
    embedding_types: { type: 'JSONArray', items: { type: 'String', enum: embeddingTypes } },
  },
}

const V4: MemberSchema = {
  ...V3,
  properties: {
    ...V3.properties,
    images: { type: 'JSONArray', minItems: 1, maxItems: 96, items: { type: 'String' } },
    truncate: { type: 'String', enum: ['NONE', 'START', 'END', 'LEFT', 'RIGHT'] },
    inputs: {
      type: 'JSONArray',
      minItems: 1,
      maxItems: 96,
      items: { type: 'JSONObject', open: true },
    },
    max_tokens: { type: 'Integer', minimum: 1, maximum: 128_000 },
    output_dimension: { type: 'Integer' },
  },
}

const V4_SIZES: Json[] = [256, 512, 1024, 1536]

const isV4 = (model: string) => model.includes('embed-v4')

export const dialect: Dialect = {
  name: 'cohere-embed',
  read,
  body(reply, { prompt, model, ids }) {
    const { vectors } = only(reply, 'embeddings')
    const { types, inputs } = prompt.kind === 'embed' ? prompt : { types: [], inputs: [] }
    // v4 groups the answer by type even if none was requested.
    const wanted = types.length > 0 || !isV4(model) ? types : ['float']
    return {
      embeddings: wanted.length > 0 ? byType(vectors, wanted) : vectors,
      id: uuid(ids),
      response_type: wanted.length > 0 ? 'embeddings_by_type' : 'embeddings_floats',
      texts: inputs.flatMap(({ text }) => (text === undefined ? [] : [echoed(text, model)])),
    }
  },
  parse,
}

/** The English model of the third version knows no capital letters, and shows it. */
const echoed = (text: string, model: string) =>
  model.includes('embed-english') ? text.toLowerCase() : text

function read(body: Json, model: string): EmbedTask {
  const v4 = isV4(model)
  const sent = objectOf(body)
  const violations = violationsOf(body, v4 ? V4 : V3)
  const size = sent['output_dimension']
  if (v4 && Number.isInteger(size) && !V4_SIZES.includes(size ?? null))
    violations.push(`#/output_dimension: ${numberOf(size)} is not a valid enum value`)
  if (violations.length === 0) violations.push(...alternatives(sent, v4))
  if (violations.length > 0) throw malformed(violations)
  return {
    kind: 'embed',
    inputs: [
      ...stringsOf(sent['texts']).map((text) => ({ text })),
      ...stringsOf(sent['images']).map((media) => ({ media })),
      ...objectsOf(sent['inputs']).map(inputOf),
    ],
    dimensions: v4 ? (numberOf(size) ?? 1536) : 1024,
    normalize: true,
    types: stringsOf(sent['embedding_types']),
    native: { inputType: stringOf(sent['input_type']) ?? '' },
  }
}

/** A body is one of texts or one of pictures; one that is neither hears what is wrong with it as either. */
function alternatives(sent: JsonObject, v4: boolean): string[] {
  const forms = ['texts', 'images', ...(v4 ? ['inputs'] : [])]
  const of = (form: string) => [
    ...[form, 'input_type']
      .filter((key) => !(key in sent) && (key !== 'input_type' || form === 'texts' || v4))
      .map((key) => `#: required key [${key}] not found`),
    ...forms
      .filter((key) => key !== form && key in sent)
      .map((key) => `#/${key}: false schema always fails`),
  ]
  const found = forms.map(of)
  return found.some((violations) => violations.length === 0) ? [] : found.flat()
}

/** v4 mixes texts and pictures into one vector. */
function inputOf({ content }: JsonObject): EmbedTask['inputs'][number] {
  const parts = objectsOf(content)
  const text = parts.flatMap((part) => stringOf(part['text']) ?? []).join('\n')
  const media = parts.flatMap((part) => stringOf(objectOf(part['image_url'])['url']) ?? [])[0]
  return { ...(text !== '' && { text }), ...(media !== undefined && { media }) }
}

function parse(body: Json): Embeddings {
  const { embeddings } = objectOf(body)
  const lists = isObject(embeddings)
    ? (embeddings['float'] ?? Object.values(embeddings)[0])
    : embeddings
  return { kind: 'embeddings', vectors: listOf(lists).map(numbersOf), inputTokens: 0, latencyMs: 0 }
}
