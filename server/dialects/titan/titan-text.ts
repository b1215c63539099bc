import { maxTokensOf } from '../../models/families.ts'
import type { Chat } from '../../neutral/prompt.ts'
import type { Message, Reply, StopReason, Usage } from '../../neutral/reply.ts'
import type { Json, JsonObject } from '../../json.ts'
import { isObject } from '../../json.ts'
import { blockText } from '../../neutral/block-text.ts'
import type { Dialect, Part, Target } from '../dialect.ts'
import { given, numberOf, objectOf, objectsOf, stringOf, stringsOf } from '../../json-fields.ts'
import { metricsOf } from '../parts/metrics.ts'
import { only } from '../parts/reply-kinds.ts'
import { checked } from '../parts/schema.ts'
import type { MemberSchema } from '../parts/schema.ts'
import { cutText } from '../parts/stream-pieces.ts'
import { textWriter } from '../parts/text-writer.ts'
import type { Stop, TextChunks } from '../parts/text-writer.ts'

const fraction: MemberSchema = { type: 'Number', minimum: 0, maximum: 1 }

const requestOf = (model: string): MemberSchema => ({
  type: 'JSONObject',
  required: ['inputText'],
  properties: {
    inputText: { type: 'String', minLength: 1, maxLength: 42_000 },
    textGenerationConfig: {
      type: 'JSONObject',
      nullable: true,
      properties: {
        temperature: fraction,
        topP: fraction,
        maxTokenCount: { type: 'Integer', minimum: 0, ...given({ maximum: maxTokensOf(model) }) },
        stopSequences: {
          type: 'JSONArray',
          items: { type: 'String', pattern: /^(\|+|User:)$/ },
        },
      },
    },
  },
})

function read(native: Json, model: string): Chat {
  const request = checked(native, requestOf(model))
  const config = objectOf(request['textGenerationConfig'])
  return {
    kind: 'chat',
    system: [],
    messages: [{ role: 'user', content: [{ text: stringOf(request['inputText']) ?? '' }] }],
    tools: [],
    systemTools: [],
    ...given({
      maxTokens: numberOf(config['maxTokenCount']),
      temperature: numberOf(config['temperature']),
      topP: numberOf(config['topP']),
    }),
    stopSequences: stringsOf(config['stopSequences']),
  }
}

const REASONS: Readonly<Record<StopReason, string>> = {
  end_turn: 'FINISH',
  tool_use: 'FINISH',
  max_tokens: 'LENGTH',
  stop_sequence: 'STOP_CRITERIA_MET',
  content_filtered: 'CONTENT_FILTERED',
  guardrail_intervened: 'CONTENT_FILTERED',
  malformed_model_output: 'FINISH',
  malformed_tool_use: 'FINISH',
  model_context_window_exceeded: 'LENGTH',
}

const FROM_NATIVE: Readonly<Record<string, StopReason>> = {
  LENGTH: 'max_tokens',
  STOP_CRITERIA_MET: 'stop_sequence',
  CONTENT_FILTERED: 'content_filtered',
}

const readReason = (native: Json | undefined): StopReason =>
  FROM_NATIVE[stringOf(native) ?? ''] ?? 'end_turn'

const textOf = ({ content }: Message) => content.map((block) => blockText(block) ?? '').join('')

function body(reply: Reply): JsonObject {
  const message = only(reply, 'message')
  const { inputTokens, outputTokens } = message.usage
  return {
    inputTextTokenCount: inputTokens,
    results: [
      {
        tokenCount: outputTokens,
        outputText: textOf(message),
        completionReason: REASONS[message.stopReason],
      },
    ],
  }
}

/** The first chunk has the input tokens, the last one the output tokens; a short answer is one chunk with both. */
function parts(reply: Reply, to: Target): Part[] {
  const message = only(reply, 'message')
  const { inputTokens, outputTokens } = message.usage
  const text = textOf(message)
  const pieces = text === '' ? [{ text, tokens: 0 }] : cutText(text, outputTokens, to)
  return pieces.map(({ text: outputText, tokens }, at) => {
    const last = at === pieces.length - 1
    return {
      json: {
        outputText,
        index: 0,
        totalOutputTextTokenCount: last ? outputTokens : null,
        completionReason: last ? REASONS[message.stopReason] : null,
        inputTextTokenCount: at === 0 ? inputTokens : null,
      },
      tokens,
    }
  })
}

/** The last chunk is empty: the text is out before its end is known. */
function arriving({ inputTokens }: Usage): TextChunks {
  let first: number | null = inputTokens
  const chunk = (outputText: string, tokens: number, stop?: Stop): Part[] => {
    const json = {
      outputText,
      index: 0,
      totalOutputTextTokenCount: stop?.usage.outputTokens ?? null,
      completionReason: stop === undefined ? null : REASONS[stop.stopReason],
      inputTextTokenCount: first,
    }
    first = null
    return [{ json, tokens }]
  }
  return { text: chunk, stop: (stop) => chunk('', 0, stop), dropsCalls: true }
}

function parse(native: Json): Message {
  const from = objectOf(native)
  const [result = {}] = objectsOf(from['results'])
  return {
    kind: 'message',
    content: [{ text: stringOf(result['outputText']) ?? '' }],
    stopReason: readReason(result['completionReason']),
    usage: {
      inputTokens: numberOf(from['inputTextTokenCount']) ?? 0,
      outputTokens: numberOf(result['tokenCount']) ?? 0,
    },
    latencyMs: 0,
  }
}

function join(recorded: Json[]): Message {
  const chunks = recorded.filter(isObject)
  const { usage, latencyMs } = metricsOf(recorded)
  const last = chunks.findLast(({ completionReason }) => typeof completionReason === 'string')
  const { inputTextTokenCount: first } = chunks[0] ?? {}
  return {
    kind: 'message',
    content: [{ text: chunks.map(({ outputText }) => stringOf(outputText) ?? '').join('') }],
    stopReason: readReason(last?.['completionReason']),
    usage: {
      inputTokens: numberOf(first) ?? usage.inputTokens,
      outputTokens: numberOf(last?.['totalOutputTextTokenCount']) ?? usage.outputTokens,
    },
    latencyMs,
  }
}

/** Amazon Titan Text. */
export const dialect: Dialect = {
  name: 'titan-text',
  read,
  body,
  parts,
  writer: () => textWriter(arriving),
  parse,
  join,
}
