import type { Block, Chat } from '../neutral/prompt.ts'
import type { Message } from '../neutral/reply.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Dialect, Part, Target } from './dialect.ts'
import { given, numberOf, stringOf, stringsOf } from '../json-fields.ts'
import { metricsOf } from './parts/metrics.ts'
import { flatText, only, reasoningOf } from './parts/reply-kinds.ts'
import type { MemberSchema } from './parts/schema.ts'
import { checked } from './parts/schema.ts'
import { cutText } from './parts/stream-pieces.ts'
import { textWriter } from './parts/text-writer.ts'
import type { TextChunks } from './parts/text-writer.ts'
import { deepseek, turnsOf } from './parts/templates.ts'
import { joinText, finishReason } from './parts/text-choices.ts'

const REQUEST: MemberSchema = {
  type: 'JSONObject',
  required: ['prompt'],
  properties: {
    prompt: { type: 'String' },
    max_tokens: { type: 'Integer', minimum: 1, maximum: 32_768 },
    temperature: { type: 'Number', minimum: 0, maximum: 1 },
    top_p: { type: 'Number', minimum: 0, maximum: 1 },
    stop: { type: 'JSONArray', maxItems: 10, items: { type: 'String' } },
  },
}

export const dialect: Dialect = {
  name: 'deepseek-text',
  read,
  body(reply) {
    const message = only(reply, 'message')
    return choices(thinkThenSay(message), finishReason(message.stopReason))
  },
  parts: (reply, to) => chunks(only(reply, 'message'), to),
  writer: () => textWriter(arriving),
  parse: (body) => join([body]),
  join,
}

function read(body: Json): Chat {
  const { prompt, max_tokens: maxTokens, temperature, top_p: topP, stop } = checked(body, REQUEST)
  return {
    kind: 'chat',
    ...turnsOf(stringOf(prompt) ?? '', [deepseek]),
    tools: [],
    systemTools: [],
    stopSequences: stringsOf(stop),
    ...given({
      maxTokens: numberOf(maxTokens),
      temperature: numberOf(temperature),
      topP: numberOf(topP),
    }),
  }
}

// The template ends with `<think>`, so that the text begins within the thoughts and closes them.
const CLOSE = '\n</think>\n\n'

function thinkThenSay({ content }: Message): string {
  const thought = reasoningOf(content)
  const plain = flatText(content)
  return thought === '' ? plain : `${thought}${CLOSE}${plain}`
}

const choices = (text: string, reason: string | null): JsonObject => ({
  choices: [{ text, stop_reason: reason }],
})

function chunks(message: Message, to: Target): Part[] {
  const pieces = cutText(thinkThenSay(message), message.usage.outputTokens, to)
  pieces.push({ text: '', tokens: 0 })
  const reason = finishReason(message.stopReason)
  return pieces.map(({ text, tokens }, at) => ({
    json: choices(text, at === pieces.length - 1 ? reason : null),
    tokens,
  }))
}

const piece = (text: string, tokens: number): Part[] => [{ json: choices(text, null), tokens }]

function arriving(): TextChunks {
  let isThinking = false
  const close = (): Part[] => {
    const parts = isThinking ? piece(CLOSE, 0) : []
    isThinking = false
    return parts
  }
  return {
    thought(text, tokens) {
      isThinking = true
      return piece(text, tokens)
    },
    text: (text, tokens) => [...close(), ...piece(text, tokens)],
    stop: ({ stopReason }) => [
      ...close(),
      { json: choices('', finishReason(stopReason)), tokens: 0 },
    ],
  }
}

function join(parts: Json[]): Message {
  const { text, stopReason } = joinText(parts, 'choices', 'stop_reason')
  return { kind: 'message', content: apart(text), stopReason, ...metricsOf(parts) }
}

/** Converse has R1's answer before its thoughts. */
function apart(text: string): Block[] {
  const at = text.indexOf('</think>')
  if (at < 0) return [{ text }]
  const thought = text.slice(0, at).replace('<think>', '').trim()
  const answer = text.slice(at + '</think>'.length).replace(/^\n+/, '')
  return [
    ...(answer === '' ? [] : [{ text: answer }]),
    ...(thought === '' ? [] : [{ reasoningContent: { reasoningText: { text: thought } } }]),
  ]
}
