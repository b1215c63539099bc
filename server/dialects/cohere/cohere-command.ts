import type { Chat } from '../../neutral/prompt.ts'
import type { Message, StopReason } from '../../neutral/reply.ts'
import type { Json, JsonObject } from '../../json.ts'
import { isObject } from '../../json.ts'
import { joiner } from '../../neutral/delta.ts'
import type { Dialect, Part, Target, Writer } from '../dialect.ts'
import {
  given,
  listOf,
  numberOf,
  objectOf,
  objectsOf,
  stringOf,
  stringsOf,
} from '../../json-fields.ts'
import { metricsOf } from '../parts/metrics.ts'
import { flatText, only } from '../parts/reply-kinds.ts'
import type { MemberSchema } from '../parts/schema.ts'
import { checked } from '../parts/schema.ts'
import { cutText } from '../parts/stream-pieces.ts'
import { textWriter } from '../parts/text-writer.ts'
import { uuid } from '../parts/uuid.ts'

const REQUEST: MemberSchema = {
  type: 'JSONObject',
  required: ['prompt'],
  properties: {
    prompt: { type: 'String', minLength: 1 },
    temperature: { type: 'Number', minimum: 0, maximum: 5 },
    p: { type: 'Number', minimum: 0, maximum: 1 },
    k: { type: 'Number', minimum: 0, maximum: 500 },
    max_tokens: { type: 'Integer', minimum: 1, maximum: 4096 },
    stop_sequences: { type: 'JSONArray', items: { type: 'String' } },
    return_likelihoods: { type: 'String', enum: ['GENERATION', 'ALL', 'NONE'] },
    stream: { type: 'Boolean' },
    num_generations: { type: 'Integer', minimum: 1, maximum: 5 },
    logit_bias: { type: 'JSONObject', open: true },
    truncate: { type: 'String', enum: ['NONE', 'START', 'END'] },
  },
}

export const dialect: Dialect = {
  name: 'cohere-command',
  read,
  body: (reply, to) => generations(only(reply, 'message'), to),
  parts: (reply, to) => chunks(only(reply, 'message'), to),
  writer,
  parse: (body) => messageOf(objectsOf(objectOf(body)['generations'])[0] ?? {}, [body]),
  join,
}

function read(body: Json): Chat {
  const sent = checked(body, REQUEST)
  const prompt = stringOf(sent['prompt']) ?? ''
  return {
    kind: 'chat',
    system: [],
    messages: [{ role: 'user', content: [{ text: prompt }] }],
    tools: [],
    systemTools: [],
    stopSequences: stringsOf(sent['stop_sequences']),
    native: { prompt, stream: sent['stream'] === true },
    ...given({
      maxTokens: numberOf(sent['max_tokens']),
      temperature: numberOf(sent['temperature']),
      topP: numberOf(sent['p']),
      topK: numberOf(sent['k']),
      count: numberOf(sent['num_generations']),
    }),
  }
}

const chatOf = ({ prompt }: Target): Partial<Chat> => (prompt.kind === 'chat' ? prompt : {})

export const COMPLETE = {
  end_turn: 'COMPLETE',
  tool_use: 'COMPLETE',
  stop_sequence: 'STOP_SEQUENCE',
  max_tokens: 'MAX_TOKENS',
  model_context_window_exceeded: 'ERROR_LIMIT',
  content_filtered: 'ERROR_TOXIC',
  guardrail_intervened: 'ERROR_TOXIC',
  malformed_model_output: 'ERROR',
  malformed_tool_use: 'ERROR',
} as const satisfies Record<StopReason, string>

const STOPS: Readonly<Record<string, StopReason>> = {
  COMPLETE: 'end_turn',
  STOP_SEQUENCE: 'stop_sequence',
  MAX_TOKENS: 'max_tokens',
  ERROR_LIMIT: 'model_context_window_exceeded',
  ERROR_TOXIC: 'content_filtered',
  ERROR: 'malformed_model_output',
}

export const stopOf = (reason: Json | undefined): StopReason =>
  STOPS[stringOf(reason) ?? 'COMPLETE'] ?? 'end_turn'

/** Command without chat has no word for a stop sequence that was met. */
const reasonOf = (stop: StopReason) => (stop === 'stop_sequence' ? 'COMPLETE' : COMPLETE[stop])

function generations({ content, stopReason }: Message, to: Target): JsonObject {
  const { count = 1, native } = chatOf(to)
  return {
    id: uuid(to.ids),
    generations: Array.from({ length: count }, () => ({
      id: uuid(to.ids),
      text: flatText(content),
      finish_reason: reasonOf(stopReason),
    })),
    prompt: (stringOf(native?.['prompt']) ?? '').trimEnd(),
  }
}

/** The same body as one chunk; there its keys were seen in alphabetical order. */
function wholeChunk(message: Message, to: Target): JsonObject {
  const { id = '', generations: all, prompt = '' } = generations(message, to)
  return {
    generations: objectsOf(all).map(({ finish_reason = '', id: own = '', text = '' }) => ({
      finish_reason,
      id: own,
      text,
    })),
    id,
    prompt,
  }
}

function chunks(message: Message, to: Target): Part[] {
  const { content, stopReason, usage } = message
  const { count = 1, native } = chatOf(to)
  // Who opens a stream without asking for one in the body gets all at once.
  if (native?.['stream'] === false)
    return [{ json: wholeChunk(message, to), tokens: usage.outputTokens }]
  const pieces = cutText(flatText(content), usage.outputTokens, to)
  return Array.from({ length: count }, (_, index) => {
    const which = count > 1 ? { index } : {}
    return [
      ...pieces.map(({ text, tokens }) => ({
        json: { ...which, is_finished: false, text },
        tokens,
      })),
      { json: { ...which, finish_reason: reasonOf(stopReason), is_finished: true }, tokens: 0 },
    ]
  }).flat()
}

/** The generations take turns, since all are the one answer that is arriving. */
function writer(to: Target): Writer {
  const { count = 1, native } = chatOf(to)
  if (native?.['stream'] === false) {
    const joined = joiner()
    return (delta) => {
      joined.add(delta)
      return delta.type === 'stop' ? chunks(joined.message(), to) : []
    }
  }
  const each = (json: JsonObject, tokens: number): Part[] =>
    Array.from({ length: count }, (_, index) => ({
      json: { ...(count > 1 && { index }), ...json },
      tokens,
    }))
  return textWriter(() => ({
    text: (text, tokens) => each({ is_finished: false, text }, tokens),
    stop: ({ stopReason }) => each({ finish_reason: reasonOf(stopReason), is_finished: true }, 0),
  }))
}

function messageOf({ text, finish_reason: reason }: JsonObject, parts: Json[]): Message {
  return {
    kind: 'message',
    content: [{ text: stringOf(text) ?? '' }],
    stopReason: stopOf(reason),
    ...metricsOf(parts),
  }
}

function join(parts: Json[]): Message {
  const whole = parts.find((part) => isObject(part) && 'generations' in part)
  if (whole !== undefined)
    return messageOf(objectOf(listOf(objectOf(whole)['generations'])[0]), parts)
  const first = parts.map(objectOf).filter(({ index }) => index === undefined || index === 0)
  const text = first.map((part) => stringOf(part['text']) ?? '').join('')
  return messageOf(
    {
      text,
      finish_reason: first.findLast((part) => part['finish_reason'])?.['finish_reason'] ?? null,
    },
    parts,
  )
}
