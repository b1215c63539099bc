import type { ImageTask } from '../../neutral/prompt.ts'
import type { Json, JsonObject } from '../../json.ts'
import type { Dialect } from '../dialect.ts'
import { given, numberOf, objectOf, stringOf, stringsOf } from '../../json-fields.ts'
import { only } from '../parts/reply-kinds.ts'
import type { MemberSchema } from '../parts/schema.ts'
import { checked } from '../parts/schema.ts'

/** The task types of Titan Image and Nova Canvas, and the member that goes with each. */
export const TASKS = {
  TEXT_IMAGE: 'textToImageParams',
  IMAGE_VARIATION: 'imageVariationParams',
  INPAINTING: 'inPaintingParams',
  OUTPAINTING: 'outPaintingParams',
  COLOR_GUIDED_GENERATION: 'colorGuidedGenerationParams',
  BACKGROUND_REMOVAL: 'backgroundRemovalParams',
  VIRTUAL_TRY_ON: 'virtualTryOnParams',
} as const

interface Limits {
  tasks: readonly (keyof typeof TASKS)[]
  textLength: number
  maxSeed: number
}

const TITAN: Limits = {
  tasks: [
    'TEXT_IMAGE',
    'IMAGE_VARIATION',
    'INPAINTING',
    'OUTPAINTING',
    'COLOR_GUIDED_GENERATION',
    'BACKGROUND_REMOVAL',
  ],
  textLength: 512,
  maxSeed: 2_147_483_646,
}

export function requestRule({ tasks, textLength, maxSeed }: Limits): MemberSchema {
  const params: MemberSchema = {
    type: 'JSONObject',
    open: true,
    properties: {
      text: { type: 'String', minLength: 1, maxLength: textLength },
      negativeText: { type: 'String', minLength: 1, maxLength: textLength },
    },
  }
  return {
    type: 'JSONObject',
    required: ['taskType'],
    properties: {
      taskType: { type: 'String', enum: tasks },
      ...Object.fromEntries(tasks.map((task) => [TASKS[task], params])),
      textToImageParams: { ...params, required: ['text'] },
      imageGenerationConfig: {
        type: 'JSONObject',
        properties: {
          numberOfImages: { type: 'Integer', minimum: 1, maximum: 5 },
          quality: { type: 'String', enum: ['standard', 'premium'] },
          width: { type: 'Integer', minimum: 256, maximum: 4096 },
          height: { type: 'Integer', minimum: 256, maximum: 4096 },
          cfgScale: { type: 'Number', minimum: 1.1, maximum: 10 },
          seed: { type: 'Integer', minimum: 0, maximum: maxSeed },
        },
      },
    },
  }
}

const REQUEST = requestRule(TITAN)

export const dialect: Dialect = {
  name: 'titan-image',
  read: (body) => taskOf(checked(body, REQUEST)),
  body(reply) {
    const { images, error } = only(reply, 'images')
    return { images, error: error ?? null }
  },
  parse: parseImages,
}

export function taskOf(sent: JsonObject): ImageTask {
  const taskType = stringOf(sent['taskType']) ?? ''
  const params = objectOf(
    Object.hasOwn(TASKS, taskType) ? sent[TASKS[taskType as keyof typeof TASKS]] : undefined,
  )
  const config = objectOf(sent['imageGenerationConfig'])
  return {
    kind: 'image',
    text: stringOf(params['text']) ?? '',
    width: numberOf(config['width']) ?? 1024,
    height: numberOf(config['height']) ?? 1024,
    count: numberOf(config['numberOfImages']) ?? 1,
    format: 'png',
    native: { taskType },
    ...given({ seed: numberOf(config['seed']) }),
  }
}

export function parseImages(body: Json): ReturnType<Dialect['parse']> {
  const { images, error } = objectOf(body)
  return {
    kind: 'images',
    images: stringsOf(images),
    ...given({ error: stringOf(error) }),
    latencyMs: 0,
  }
}
