import type { ImageTask } from '../../neutral/prompt.ts'
import { isObject } from '../../json.ts'
import type { Json, JsonObject } from '../../json.ts'
import type { Dialect } from '../dialect.ts'
import { given, numberOf, objectOf, stringOf, stringsOf } from '../../json-fields.ts'
import { pngSize } from '../parts/images.ts'
import { only } from '../parts/reply-kinds.ts'
import type { MemberSchema } from '../parts/schema.ts'
import { checked } from '../parts/schema.ts'
import * as xl from './stability-xl.ts'

const MAX_SEED = 4_294_967_294

/** Width and height for each ratio: about a million pixels. */
const SIZES = {
  '16:9': [1344, 768],
  '1:1': [1024, 1024],
  '21:9': [1536, 640],
  '2:3': [832, 1216],
  '3:2': [1216, 832],
  '4:5': [896, 1088],
  '5:4': [1088, 896],
  '9:16': [768, 1344],
  '9:21': [640, 1536],
} as const

const isRatio = (ratio: string): ratio is keyof typeof SIZES => Object.hasOwn(SIZES, ratio)

/** Members for all models; each editing service has additional ones. */
const SHARED: MemberSchema = {
  type: 'JSONObject',
  open: true,
  properties: {
    prompt: { type: 'String', maxLength: 10_000 },
    negative_prompt: { type: 'String', maxLength: 10_000 },
    mode: { type: 'String', enum: ['text-to-image', 'image-to-image'] },
    aspect_ratio: { type: 'String', enum: Object.keys(SIZES) },
    seed: { type: 'Integer', minimum: 0, maximum: MAX_SEED },
    output_format: { type: 'String', enum: ['png', 'jpeg', 'webp'] },
    strength: { type: 'Number', minimum: 0, maximum: 1 },
    image: { type: 'String', minLength: 1 },
  },
}

const GENERATES: MemberSchema = { ...SHARED, required: ['prompt'] }
const EDITS: MemberSchema = { ...SHARED, required: ['image'] }
const TRANSFERS_STYLE: MemberSchema = { ...SHARED, required: ['init_image', 'style_image'] }

function ruleOf(model: string): MemberSchema {
  if (model.includes('style-transfer')) return TRANSFERS_STYLE
  return /stable-image-(core|ultra)|\.sd3/.test(model) ? GENERATES : EDITS
}

export const dialect: Dialect = {
  name: 'stability',
  read,
  body(reply, { model, prompt, ids }) {
    const { images, error } = only(reply, 'images')
    const seed = prompt.kind === 'image' ? prompt.seed : undefined
    const seeds = images.map((_, at) =>
      seed ? seed + at : Number.parseInt(ids('', 8, 'hex'), 16) % MAX_SEED,
    )
    if (xl.is(model)) return xl.body(images, seeds, error)
    return {
      seeds,
      finish_reasons: error === undefined ? images.map(() => null) : [error],
      images,
    }
  },
  parse(body) {
    if (isObject(body) && 'artifacts' in body) return xl.parse(body)
    const { images, finish_reasons: reasons } = objectOf(body)
    const error = stringsOf(reasons)[0]
    return { kind: 'images', images: stringsOf(images), ...given({ error }), latencyMs: 0 }
  },
}

function read(body: Json, model: string): ImageTask {
  if (xl.is(model)) return xl.read(body)
  const sent = checked(body, ruleOf(model))
  const { width, height } = sizeOf(sent)
  const format = stringOf(sent['output_format'])
  return {
    kind: 'image',
    text: stringOf(sent['prompt']) ?? stringOf(sent['search_prompt']) ?? '',
    width,
    height,
    count: 1,
    format: format === 'jpeg' || format === 'webp' ? format : 'png',
    ...given({ seed: numberOf(sent['seed']) }),
  }
}

/** An edited image keeps its size, if known. */
function sizeOf(sent: JsonObject): { width: number; height: number } {
  const source = stringOf(sent['image']) ?? stringOf(sent['init_image'])
  const ratio = stringOf(sent['aspect_ratio']) ?? '1:1'
  const known = source === undefined ? undefined : pngSize(source)
  if (known) return known
  const [width, height] = SIZES[isRatio(ratio) ? ratio : '1:1']
  return { width, height }
}
