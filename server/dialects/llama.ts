import { maxTokensOf } from '../models/families.ts'
import type { Block, Chat } from '../neutral/prompt.ts'
import type { Message, Usage } from '../neutral/reply.ts'
import type { Json } from '../json.ts'
import { isObject, parseJson } from '../json.ts'
import type { Dialect, Part, Target } from './dialect.ts'
import { given, numberOf, objectOf, stringOf, stringsOf } from '../json-fields.ts'
import { imageOf } from './parts/images.ts'
import { metricsOf } from './parts/metrics.ts'
import { flatText, only } from './parts/reply-kinds.ts'
import type { MemberSchema } from './parts/schema.ts'
import { checked } from './parts/schema.ts'
import { cutText } from './parts/stream-pieces.ts'
import { textWriter } from './parts/text-writer.ts'
import type { TextChunks } from './parts/text-writer.ts'
import { instructions, llamaHeaders, turnsOf } from './parts/templates.ts'
import { finishReason } from './parts/text-choices.ts'

const requestOf = (model: string): MemberSchema => ({
  type: 'JSONObject',
  required: ['prompt'],
  properties: {
    prompt: { type: 'String' },
    temperature: { type: 'Number', minimum: 0, maximum: 1 },
    top_p: { type: 'Number', minimum: 0, maximum: 1 },
    max_gen_len: { type: 'Integer', minimum: 1, maximum: maxTokensOf(model) ?? 8192 },
    images: { type: 'JSONArray', items: { type: 'String' } },
  },
})

export const dialect: Dialect = {
  name: 'llama',
  read,
  body(reply) {
    const { content, stopReason, usage } = only(reply, 'message')
    return {
      generation: flatText(content),
      prompt_token_count: usage.inputTokens,
      generation_token_count: usage.outputTokens,
      stop_reason: finishReason(stopReason),
    }
  },
  parts: (reply, to) => chunks(only(reply, 'message'), to),
  writer: () => textWriter(arriving),
  parse,
  join,
}

function read(body: Json, model: string): Chat {
  const {
    prompt,
    temperature,
    top_p: topP,
    max_gen_len: maxTokens,
    images,
  } = checked(body, requestOf(model))
  const { system, messages } = turnsOf(stringOf(prompt) ?? '', [llamaHeaders, instructions])
  const pictures: Block[] = stringsOf(images).map((bytes) => ({ image: imageOf(bytes) }))
  messages.findLast(({ role }) => role === 'user')?.content.unshift(...pictures)
  return {
    kind: 'chat',
    system,
    messages,
    tools: [],
    systemTools: [],
    stopSequences: [],
    native: { framed: true },
    ...given({
      temperature: numberOf(temperature),
      topP: numberOf(topP),
      maxTokens: numberOf(maxTokens),
    }),
  }
}

function chunks({ content, stopReason, usage }: Message, to: Target): Part[] {
  const stop_reason = finishReason(stopReason)
  const ends = stop_reason === 'stop'
  // The end of the turn is a token too: it makes an empty last chunk.
  const pieces = cutText(flatText(content), usage.outputTokens - (ends ? 1 : 0), to)
  if (ends || pieces.length === 0) pieces.push({ text: '', tokens: ends ? 1 : 0 })
  let count = 0
  return pieces.map(({ text, tokens }, at) => {
    count += tokens
    return {
      json: {
        generation: text,
        prompt_token_count: at === 0 ? usage.inputTokens : null,
        generation_token_count: count,
        stop_reason: at === pieces.length - 1 ? stop_reason : null,
      },
      tokens,
    }
  })
}

/** Ends with an empty chunk for any reason: the last piece is sent before the end is known. */
function arriving({ inputTokens }: Usage): TextChunks {
  let first: number | null = inputTokens
  let count = 0
  const chunk = (generation: string, tokens: number, stop_reason: string | null): Part[] => {
    const json = {
      generation,
      prompt_token_count: first,
      generation_token_count: count,
      stop_reason,
    }
    first = null
    return [{ json, tokens }]
  }
  return {
    text(text, tokens) {
      count += tokens
      return chunk(text, tokens, null)
    },
    stop({ stopReason, usage }) {
      count = usage.outputTokens
      return chunk('', 0, finishReason(stopReason))
    },
  }
}

function messageOf(
  generation: string,
  reason: string | undefined,
  input: number,
  output: number,
): Message {
  const call = callIn(generation)
  const cutOff = reason === 'length' || reason === 'max_tokens'
  return {
    kind: 'message',
    content: [call ?? { text: generation }],
    stopReason: cutOff ? 'max_tokens' : call ? 'tool_use' : 'end_turn',
    usage: { inputTokens: input, outputTokens: output },
    latencyMs: 0,
  }
}

/** A generation that is nothing but the JSON of a call, as Converse takes it for one; it must come out the same again. */
function callIn(generation: string): Block | undefined {
  if (!generation.startsWith('{"name":')) return undefined
  const { name, parameters } = objectOf(parseJson(generation))
  if (typeof name !== 'string' || !isObject(parameters)) return undefined
  const call: Block = { toolUse: { toolUseId: '', name, input: parameters } }
  return flatText([call]) === generation ? call : undefined
}

function parse(body: Json): Message {
  const { generation, stop_reason: reason, ...counts } = objectOf(body)
  return messageOf(
    stringOf(generation) ?? '',
    stringOf(reason),
    numberOf(counts['prompt_token_count']) ?? 0,
    numberOf(counts['generation_token_count']) ?? 0,
  )
}

function join(parts: Json[]): Message {
  const chunksSent = parts.map(objectOf)
  const last =
    chunksSent.findLast(({ stop_reason: reason }) => stringOf(reason) !== undefined) ?? {}
  return {
    ...messageOf(
      chunksSent.map(({ generation }) => stringOf(generation) ?? '').join(''),
      stringOf(last['stop_reason']),
      numberOf(chunksSent[0]?.['prompt_token_count'] ?? null) ?? 0,
      numberOf(last['generation_token_count']) ?? 0,
    ),
    latencyMs: metricsOf(parts).latencyMs,
  }
}
