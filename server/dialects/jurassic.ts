import type { Chat } from '../neutral/prompt.ts'
import type { Message } from '../neutral/reply.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Dialect } from './dialect.ts'
import {
  given,
  listOf,
  numberOf,
  objectOf,
  objectsOf,
  stringOf,
  stringsOf,
} from '../json-fields.ts'
import { flatText, only, textOf } from './parts/reply-kinds.ts'
import type { MemberSchema } from './parts/schema.ts'
import { checked } from './parts/schema.ts'

const PENALTY: MemberSchema = {
  type: 'JSONObject',
  open: true,
  required: ['scale'],
  properties: { scale: { type: 'Number' } },
}

const REQUEST: MemberSchema = {
  type: 'JSONObject',
  required: ['prompt'],
  properties: {
    prompt: { type: 'String' },
    maxTokens: { type: 'Integer', minimum: 0, maximum: 8191 },
    minTokens: { type: 'Integer', minimum: 0 },
    temperature: { type: 'Number', minimum: 0, maximum: 1 },
    topP: { type: 'Number', minimum: 0, maximum: 1 },
    topKReturn: { type: 'Integer', minimum: 0 },
    numResults: { type: 'Integer', minimum: 1, maximum: 16 },
    stopSequences: { type: 'JSONArray', items: { type: 'String' } },
    countPenalty: PENALTY,
    presencePenalty: PENALTY,
    frequencyPenalty: PENALTY,
  },
}

/** Jurassic-2 cannot stream. */
export const dialect: Dialect = {
  name: 'jurassic',
  read,
  body(reply, { prompt }) {
    const message = only(reply, 'message')
    const { outputTokens, inputTokens } = message.usage
    const question = prompt.kind === 'chat' ? textOf(prompt.messages.at(-1)?.content ?? []) : ''
    const text = flatText(message.content)
    const count = prompt.kind === 'chat' ? (prompt.count ?? 1) : 1
    return {
      // The service never gave another.
      id: 1234,
      prompt: { text: question, tokens: tokensOf(question, inputTokens) },
      completions: Array.from({ length: count }, () => ({
        data: { text, tokens: tokensOf(text, outputTokens) },
        finishReason: finishOf(message),
      })),
    }
  },
  parse,
}

function read(body: Json): Chat {
  const sent = checked(body, REQUEST)
  return {
    kind: 'chat',
    system: [],
    messages: [{ role: 'user', content: [{ text: stringOf(sent['prompt']) ?? '' }] }],
    tools: [],
    systemTools: [],
    stopSequences: stringsOf(sent['stopSequences']),
    ...given({
      maxTokens: numberOf(sent['maxTokens']),
      temperature: numberOf(sent['temperature']),
      topP: numberOf(sent['topP']),
      count: numberOf(sent['numResults']),
    }),
  }
}

function finishOf({ stopReason, stopSequence, usage }: Message): JsonObject {
  if (stopReason === 'max_tokens') return { reason: 'length', length: usage.outputTokens }
  if (stopReason === 'stop_sequence') return { reason: 'stop', sequence: stopSequence ?? '' }
  return { reason: 'endoftext' }
}

/** Splits a text into Jurassic's tokens: words or phrases, since its vocabulary has phrases. */
function tokensOf(text: string, count: number): JsonObject[] {
  let start = 0
  return slices(text, count).map((slice) => {
    const end = start + slice.length
    const begins = start === 0 || text[start - 1] === '\n'
    // There is no model, so shorter tokens are more likely.
    const logprob = -slice.length / 8
    const entry = {
      generatedToken: { token: spelled(slice, begins), logprob, raw_logprob: logprob },
      topTokens: null,
      textRange: { start, end },
    }
    start = end
    return entry
  })
}

/** A token's own spelling: a line that begins with a word begins with the sign for a space. */
function spelled(slice: string, begins: boolean): string {
  if (slice === '') return '<|endoftext|>'
  const space = begins && /^\S/.test(slice) ? '▁' : ''
  return space + slice.replaceAll('\n', '<|newline|>').replaceAll(' ', '▁')
}

function slices(text: string, count: number): string[] {
  const words = text.match(/\n| ?\S+|\s/g) ?? []
  const units = words.length >= count ? words : Array.from(text)
  return Array.from({ length: count }, (_, at) =>
    units
      .slice(Math.floor((at * units.length) / count), Math.floor(((at + 1) * units.length) / count))
      .join(''),
  )
}

function parse(body: Json): Message {
  const { prompt, completions } = objectOf(body)
  const { data, finishReason } = objectsOf(completions)[0] ?? {}
  const { text, tokens } = objectOf(data)
  const { reason, sequence } = objectOf(finishReason)
  const stopSequence = stringOf(sequence)
  return {
    kind: 'message',
    content: [{ text: stringOf(text) ?? '' }],
    stopReason:
      reason === 'length' ? 'max_tokens' : reason === 'stop' ? 'stop_sequence' : 'end_turn',
    ...given({ stopSequence }),
    usage: {
      inputTokens: listOf(objectOf(prompt)['tokens']).length,
      outputTokens: listOf(tokens).length,
    },
    latencyMs: 0,
  }
}
