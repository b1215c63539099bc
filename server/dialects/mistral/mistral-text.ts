import type { Chat } from '../../neutral/prompt.ts'
import type { Message } from '../../neutral/reply.ts'
import type { Json, JsonObject } from '../../json.ts'
import type { Dialect, Part, Target } from '../dialect.ts'
import { given, numberOf, objectOf, stringOf, stringsOf } from '../../json-fields.ts'
import { metricsOf } from '../parts/metrics.ts'
import { chunks as chatChunks, completion, writer as chatWriter } from './mistral-chat.ts'
import { joinCompletion, parseCompletion } from '../openai/answer.ts'
import { REQUEST as CHAT_REQUEST, chatOf } from '../openai/request.ts'
import { flatText, only } from '../parts/reply-kinds.ts'
import type { MemberSchema } from '../parts/schema.ts'
import { checked } from '../parts/schema.ts'
import { cutText } from '../parts/stream-pieces.ts'
import { textWriter } from '../parts/text-writer.ts'
import { instructions, turnsOf } from '../parts/templates.ts'
import { joinText, finishReason } from '../parts/text-choices.ts'

const REQUEST: MemberSchema = {
  type: 'JSONObject',
  required: ['prompt'],
  properties: {
    prompt: { type: 'String' },
    max_tokens: { type: 'Integer', minimum: 1, maximum: 32_768 },
    temperature: { type: 'Number', minimum: 0, maximum: 1 },
    top_p: { type: 'Number', minimum: 0, maximum: 1 },
    top_k: { type: 'Integer', minimum: 0, maximum: 200 },
    stop: { type: 'JSONArray', maxItems: 10, items: { type: 'String' } },
  },
}

export const dialect: Dialect = {
  name: 'mistral-text',
  read: (body) => (isChat(body) ? chatOf(checked(body, CHAT_REQUEST)) : read(body)),
  body(reply, to) {
    const message = only(reply, 'message')
    if (wantsChat(to)) return completion(message, to)
    return outputs(flatText(message.content), finishReason(message.stopReason))
  },
  parts(reply, to) {
    const message = only(reply, 'message')
    return wantsChat(to) ? chatChunks(message, to) : chunks(message, to)
  },
  writer(to) {
    if (wantsChat(to)) return chatWriter(to)
    return textWriter(() => ({
      text: (text, tokens) => [{ json: outputs(text, null), tokens }],
      stop: ({ stopReason }) => [{ json: outputs('', finishReason(stopReason)), tokens: 0 }],
    }))
  },
  parse: (body) => ('choices' in objectOf(body) ? parseCompletion(body) : join([body])),
  join,
}

/** Large 24.02 takes Mistral's chat bodies as well, and answers in kind. */
const isChat = (body: Json) => 'messages' in objectOf(body)

const wantsChat = ({ prompt }: Target) =>
  prompt.kind === 'chat' && prompt.native?.['asked'] !== 'prompt'

function read(body: Json): Chat {
  const {
    prompt,
    max_tokens: maxTokens,
    temperature,
    top_p: topP,
    top_k: topK,
    stop,
  } = checked(body, REQUEST)
  return {
    kind: 'chat',
    ...turnsOf(stringOf(prompt) ?? '', [instructions]),
    tools: [],
    systemTools: [],
    stopSequences: stringsOf(stop),
    native: { asked: 'prompt' },
    ...given({
      maxTokens: numberOf(maxTokens),
      temperature: numberOf(temperature),
      topP: numberOf(topP),
      topK: numberOf(topK),
    }),
  }
}

const outputs = (text: string, reason: string | null): JsonObject => ({
  outputs: [{ text, stop_reason: reason }],
})

function chunks({ content, stopReason, usage }: Message, to: Target): Part[] {
  const reason = finishReason(stopReason)
  const pieces = cutText(flatText(content), usage.outputTokens, to)
  // A finished answer ends with an empty chunk, one that was cut off with its last piece.
  if (reason === 'stop' || pieces.length === 0) pieces.push({ text: '', tokens: 0 })
  return pieces.map(({ text, tokens }, at) => ({
    json: outputs(text, at === pieces.length - 1 ? reason : null),
    tokens,
  }))
}

function join(parts: Json[]): Message {
  if (parts.some((part) => 'choices' in objectOf(part))) return joinCompletion(parts)
  const { text, stopReason } = joinText(parts, 'outputs', 'stop_reason')
  return { kind: 'message', content: [{ text }], stopReason, ...metricsOf(parts) }
}
