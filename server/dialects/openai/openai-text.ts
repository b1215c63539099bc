import type { Chat } from '../../neutral/prompt.ts'
import type { Message } from '../../neutral/reply.ts'
import type { Json, JsonObject } from '../../json.ts'
import type { Dialect, Part, Target, Writer } from '../dialect.ts'
import { given, numberOf, objectOf, stringOf, stringsOf } from '../../json-fields.ts'
import { metricsOf } from '../parts/metrics.ts'
import { flatText, only } from '../parts/reply-kinds.ts'
import { checked } from '../parts/schema.ts'
import type { MemberSchema } from '../parts/schema.ts'
import { cutText } from '../parts/stream-pieces.ts'
import { textWriter } from '../parts/text-writer.ts'
import { deepseek, instructions, llamaHeaders, turnsOf } from '../parts/templates.ts'
import { joinText, finishReason } from '../parts/text-choices.ts'

// OpenAI's text completions, as the servers of imported models and Marketplace endpoints write them: bare
// prompts in, regardless of the model's template, and `model` is the path of its files.

const REQUEST: MemberSchema = {
  type: 'JSONObject',
  required: ['prompt'],
  open: true,
  properties: {
    prompt: { type: 'String' },
    max_tokens: { type: 'Integer', minimum: 1 },
    temperature: { type: 'Number', minimum: 0 },
    top_p: { type: 'Number', minimum: 0, maximum: 1 },
    topP: { type: 'Number', minimum: 0, maximum: 1 },
    stop: { type: ['JSONArray', 'String'], items: { type: 'String' } },
  },
}

export const dialect: Dialect = {
  name: 'openai-text',
  read,
  body(reply, to) {
    const { content, stopReason, usage } = only(reply, 'message')
    return {
      ...completion(flatText(content), finishReason(stopReason), to),
      usage: {
        prompt_tokens: usage.inputTokens,
        completion_tokens: usage.outputTokens,
        total_tokens: usage.inputTokens + usage.outputTokens,
      },
    }
  },
  parts: (reply, to) => chunks(only(reply, 'message'), to),
  writer,
  parse(body) {
    const usage = objectOf(objectOf(body)['usage'])
    return {
      ...join([body]),
      usage: {
        inputTokens: numberOf(usage['prompt_tokens']) ?? 0,
        outputTokens: numberOf(usage['completion_tokens']) ?? 0,
      },
    }
  },
  join,
}

function read(body: Json): Chat {
  const {
    prompt,
    max_tokens: maxTokens,
    temperature,
    top_p: snake,
    topP = snake,
    stop,
  } = checked(body, REQUEST)
  return {
    kind: 'chat',
    ...turnsOf(stringOf(prompt) ?? '', [llamaHeaders, instructions, deepseek]),
    tools: [],
    systemTools: [],
    stopSequences: typeof stop === 'string' ? [stop] : stringsOf(stop),
    ...given({
      maxTokens: numberOf(maxTokens),
      temperature: numberOf(temperature),
      topP: numberOf(topP),
    }),
  }
}

const completion = (text: string, reason: string | null, { now }: Target): JsonObject => ({
  object: 'text_completion',
  id: '',
  created: Math.floor(now / 1000),
  model: '/opt/ml/model',
  system_fingerprint: '3.0.1-native',
  choices: [{ index: 0, text, logprobs: null, finish_reason: reason }],
})

function chunks({ content, stopReason, usage }: Message, to: Target): Part[] {
  const pieces = cutText(flatText(content), usage.outputTokens, to)
  if (pieces.length === 0) pieces.push({ text: '', tokens: 0 })
  const reason = finishReason(stopReason)
  return pieces.map(({ text, tokens }, at) => ({
    json: completion(text, at === pieces.length - 1 ? reason : null, to),
    tokens,
  }))
}

/** The end has an empty chunk, because the last piece is out before it is known. */
function writer(to: Target): Writer {
  return textWriter(() => ({
    text: (text, tokens) => [{ json: completion(text, null, to), tokens }],
    stop: ({ stopReason }) => [{ json: completion('', finishReason(stopReason), to), tokens: 0 }],
  }))
}

function join(parts: Json[]): Message {
  const { text, stopReason } = joinText(parts, 'choices', 'finish_reason')
  return { kind: 'message', content: [{ text }], stopReason, ...metricsOf(parts) }
}
