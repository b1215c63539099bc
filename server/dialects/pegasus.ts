import type { Block, Chat } from '../neutral/prompt.ts'
import type { Message, StopReason } from '../neutral/reply.ts'
import type { Json, JsonObject } from '../json.ts'
import { isObject } from '../json.ts'
import type { Dialect, Part, Target } from './dialect.ts'
import { given, numberOf, objectOf, stringOf } from '../json-fields.ts'
import { metricsOf } from './parts/metrics.ts'
import { flatText, only } from './parts/reply-kinds.ts'
import type { MemberSchema } from './parts/schema.ts'
import { checked } from './parts/schema.ts'
import { cutText } from './parts/stream-pieces.ts'
import { textWriter } from './parts/text-writer.ts'

// TwelveLabs Pegasus: a question about one video.

const REQUEST: MemberSchema = {
  type: 'JSONObject',
  required: ['inputPrompt', 'mediaSource'],
  properties: {
    inputPrompt: { type: 'String', minLength: 1 },
    mediaSource: {
      type: 'JSONObject',
      properties: {
        base64String: { type: 'String' },
        s3Location: {
          type: 'JSONObject',
          required: ['uri'],
          properties: { uri: { type: 'String' }, bucketOwner: { type: 'String' } },
        },
      },
    },
    temperature: { type: 'Number', minimum: 0, maximum: 1 },
    maxOutputTokens: { type: 'Integer', minimum: 1, maximum: 4096 },
    responseFormat: { type: 'JSONObject', open: true },
  },
}

export const dialect: Dialect = {
  name: 'pegasus',
  read,
  body(reply) {
    const { content, stopReason } = only(reply, 'message')
    return { message: flatText(content), finishReason: reasonOf(stopReason) }
  },
  parts: (reply, to) => chunks(only(reply, 'message'), to),
  writer: () =>
    textWriter(() => ({
      text: (text, tokens) => [{ json: chunk(text, null), tokens }],
      stop: ({ stopReason }) => [{ json: chunk('', reasonOf(stopReason)), tokens: 0 }],
    })),
  parse: (body) => join([body]),
  join,
}

function read(body: Json): Chat {
  const sent = checked(body, REQUEST)
  const { jsonSchema } = objectOf(sent['responseFormat'])
  return {
    kind: 'chat',
    system: [],
    messages: [
      {
        role: 'user',
        content: [
          videoOf(objectOf(sent['mediaSource'])),
          { text: stringOf(sent['inputPrompt']) ?? '' },
        ],
      },
    ],
    tools: [],
    systemTools: [],
    stopSequences: [],
    ...given({
      maxTokens: numberOf(sent['maxOutputTokens']),
      temperature: numberOf(sent['temperature']),
      format: isObject(jsonSchema) ? { schema: jsonSchema } : undefined,
    }),
  }
}

function videoOf({ base64String, s3Location }: JsonObject): Block {
  const source: JsonObject = isObject(s3Location) ? { s3Location } : { bytes: base64String ?? '' }
  return { video: { format: 'mp4', source } }
}

const reasonOf = (stop: StopReason) => (stop === 'max_tokens' ? 'length' : 'stop')

const chunk = (message: string, finishReason: string | null): JsonObject => ({
  message,
  finishReason,
})

function chunks({ content, stopReason, usage }: Message, to: Target): Part[] {
  const pieces = cutText(flatText(content), usage.outputTokens, to)
  pieces.push({ text: '', tokens: 0 })
  return pieces.map(({ text, tokens }, at) => ({
    json: chunk(text, at === pieces.length - 1 ? reasonOf(stopReason) : null),
    tokens,
  }))
}

function join(parts: Json[]): Message {
  const sent = parts.map(objectOf)
  const reason = sent.findLast((part) => stringOf(part['finishReason']) !== undefined)?.[
    'finishReason'
  ]
  return {
    kind: 'message',
    content: [{ text: sent.map((part) => stringOf(part['message']) ?? '').join('') }],
    stopReason: reason === 'length' ? 'max_tokens' : 'end_turn',
    ...metricsOf(parts),
  }
}
