import type { ImageTask } from '../../neutral/prompt.ts'
import type { Images } from '../../neutral/reply.ts'
import type { Json, JsonObject } from '../../json.ts'
import { given, numberOf, objectsOf, stringOf } from '../../json-fields.ts'
import type { MemberSchema } from '../parts/schema.ts'
import { checked } from '../parts/schema.ts'

// Stable Diffusion XL uses an older body format than Stability's other models.

const SIDE: MemberSchema = { type: 'Integer', minimum: 128, maximum: 1536 }
const DEFAULT_SIDE = 1024

const REQUEST: MemberSchema = {
  type: 'JSONObject',
  open: true,
  required: ['text_prompts'],
  properties: {
    text_prompts: {
      type: 'JSONArray',
      minItems: 1,
      items: {
        type: 'JSONObject',
        required: ['text'],
        properties: { text: { type: 'String', maxLength: 2000 }, weight: { type: 'Number' } },
      },
    },
    width: SIDE,
    height: SIDE,
    cfg_scale: { type: 'Number', minimum: 0, maximum: 35 },
    steps: { type: 'Integer', minimum: 10, maximum: 150 },
    seed: { type: 'Integer', minimum: 0, maximum: 4_294_967_295 },
    samples: { type: 'Integer', minimum: 1, maximum: 1 },
    style_preset: { type: 'String' },
  },
}

export const is = (model: string): boolean => model.includes('stable-diffusion-xl')

export function read(native: Json): ImageTask {
  const sent = checked(native, REQUEST)
  const wanted = objectsOf(sent['text_prompts']).filter(({ weight }) => (numberOf(weight) ?? 1) > 0)
  return {
    kind: 'image',
    text: wanted.map(({ text }) => stringOf(text) ?? '').join(', '),
    width: numberOf(sent['width']) ?? DEFAULT_SIDE,
    height: numberOf(sent['height']) ?? DEFAULT_SIDE,
    count: 1,
    format: 'png',
    ...given({ seed: numberOf(sent['seed']) }),
  }
}

export function body(images: readonly string[], seeds: number[], error?: string): JsonObject {
  const finishReason = error === undefined ? 'SUCCESS' : 'CONTENT_FILTERED'
  return {
    result: 'success',
    artifacts: (error === undefined ? images : ['']).map((base64, at) => ({
      seed: seeds[at] ?? 0,
      base64,
      finishReason,
    })),
  }
}

export function parse(native: JsonObject): Images {
  const artifacts = objectsOf(native['artifacts'])
  const refused = artifacts.find(({ finishReason }) => finishReason !== 'SUCCESS')
  return {
    kind: 'images',
    images: refused ? [] : artifacts.map(({ base64 }) => stringOf(base64) ?? ''),
    ...given({ error: refused && stringOf(refused['finishReason']) }),
    latencyMs: 0,
  }
}
