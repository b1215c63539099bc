import type { EmbedTask } from '../neutral/prompt.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Dialect } from './dialect.ts'
import { given, listOf, numbersOf, objectOf, stringOf } from '../json-fields.ts'
import { only } from './parts/reply-kinds.ts'
import type { MemberSchema } from './parts/schema.ts'
import { checked } from './parts/schema.ts'

const REQUEST: MemberSchema = {
  type: 'JSONObject',
  open: true,
  required: ['inputType'],
  properties: {
    inputType: {
      type: 'String',
      enum: ['text', 'image', 'text_image', 'multi_input', 'video', 'audio'],
    },
    inputText: { type: 'String' },
    mediaSource: { type: 'JSONObject', open: true },
    text: { type: 'JSONObject', open: true },
    image: { type: 'JSONObject', open: true },
    text_image: { type: 'JSONObject', open: true },
  },
}

export const dialect: Dialect = {
  name: 'marengo',
  read,
  body: (reply) => ({
    data: only(reply, 'embeddings').vectors.map((embedding) => ({ embedding })),
  }),
  parse(body) {
    const vectors = listOf(objectOf(body)['data']).map((one) =>
      numbersOf(objectOf(one)['embedding']),
    )
    return { kind: 'embeddings', vectors, inputTokens: 0, latencyMs: 0 }
  },
}

/** Marengo 3 has its input in a member named after the type, 2.7 at the top level. */
function read(body: Json, model: string): EmbedTask {
  const sent = checked(body, REQUEST)
  const inside = objectOf(sent[stringOf(sent['inputType']) ?? ''])
  return {
    kind: 'embed',
    inputs: [
      given({
        text: stringOf(inside['inputText']) ?? stringOf(sent['inputText']),
        media: mediaOf(objectOf(inside['mediaSource'])) ?? mediaOf(objectOf(sent['mediaSource'])),
      }),
    ],
    dimensions: model.includes('marengo-embed-3') ? 512 : 1024,
    normalize: true,
    types: [],
  }
}

function mediaOf({ base64String, s3Location }: JsonObject): string | undefined {
  return stringOf(base64String) ?? stringOf(objectOf(s3Location)['uri'])
}
