import type { Block, Chat, Turn, Prompt } from '../../neutral/prompt.ts'
import type { Message, Reply, StopReason } from '../../neutral/reply.ts'
import { AwsError } from '../../aws/errors.ts'
import type { Json, JsonObject } from '../../json.ts'
import { isObject } from '../../json.ts'
import { dialect as messages } from './anthropic.ts'
import * as messageParts from './parts.ts'
import { writer as messageWriter } from './writer.ts'
import { blockText } from '../../neutral/block-text.ts'
import type { Dialect, Part, Target, Writer } from '../dialect.ts'
import { given, numberOf, objectOf, stringOf, stringsOf } from '../../json-fields.ts'
import { metricsOf } from '../parts/metrics.ts'
import { only } from '../parts/reply-kinds.ts'
import { checked } from '../parts/schema.ts'
import type { MemberSchema } from '../parts/schema.ts'
import { cutText } from '../parts/stream-pieces.ts'
import { textWriter } from '../parts/text-writer.ts'
import type { Stop } from '../parts/text-writer.ts'

// Claude 2 and Claude Instant accept text completions and messages; the body decides.

const fraction: MemberSchema = { type: 'Number', minimum: 0, maximum: 1 }

const COMPLETION: MemberSchema = {
  type: 'JSONObject',
  required: ['prompt', 'max_tokens_to_sample'],
  properties: {
    prompt: { type: 'String' },
    max_tokens_to_sample: { type: 'Integer', minimum: 0 },
    temperature: fraction,
    top_p: fraction,
    top_k: { type: 'Integer', minimum: 0, maximum: 500 },
    stop_sequences: { type: 'JSONArray', items: { type: 'String' } },
    anthropic_version: { type: 'String' },
  },
}

const HUMAN = '\n\nHuman:'
const ASSISTANT = '\n\nAssistant:'

/** How the text form is known again when the answer is written. */
const TEXT_FORM = { form: 'completion' }

function read(request: Json, model: string): Prompt {
  if (!isObject(request) || !('prompt' in request)) return messages.read(request, model)
  const native = checked(request, COMPLETION)
  return {
    kind: 'chat',
    ...turnsOf(stringOf(native['prompt']) ?? ''),
    tools: [],
    systemTools: [],
    ...given({
      maxTokens: numberOf(native['max_tokens_to_sample']),
      temperature: numberOf(native['temperature']),
      topP: numberOf(native['top_p']),
      topK: numberOf(native['top_k']),
    }),
    stopSequences: stringsOf(native['stop_sequences']),
    native: TEXT_FORM,
  }
}

const TURN = /\n\n(Human|Assistant):/

/** The turns in a prompt; text before the first one is the system prompt. */
function turnsOf(sent: string): Pick<Chat, 'system' | 'messages'> {
  // AWS's own examples begin with a bare `Human:`.
  const prompt = sent.startsWith('Human:') ? `\n\n${sent}` : sent
  const faults = [
    ...(prompt.includes(HUMAN) ? [] : ['prompt must start with "\\n\\nHuman:" turn']),
    ...(prompt.includes(ASSISTANT) ? [] : ['prompt must end with "\\n\\nAssistant:" turn']),
  ]
  if (faults.length > 0)
    throw new AwsError('ValidationException', `Invalid prompt: ${faults.join(', ')}`)
  const [preamble = '', ...rest] = prompt.split(TURN)
  const turns: Turn[] = []
  for (let at = 0; at < rest.length; at += 2) {
    const text = (rest[at + 1] ?? '').trim()
    if (text === '') continue
    turns.push({ role: rest[at] === 'Human' ? 'user' : 'assistant', content: [{ text }] })
  }
  const system: Block[] = preamble.trim() === '' ? [] : [{ text: preamble.trim() }]
  return { system, messages: turns }
}

const isText = ({ prompt }: Target) =>
  prompt.kind === 'chat' && prompt.native?.['form'] === TEXT_FORM.form

/** Completions begin with the space that follows `Assistant:`. */
function completionOf({ content }: Message): string {
  const text = content.map((block) => blockText(block) ?? '').join('')
  return text === '' || /^\s/.test(text) ? text : ` ${text}`
}

function stop({ stopReason, stopSequence }: Stop): JsonObject {
  if (stopReason === 'max_tokens') return { stop_reason: 'max_tokens', stop: null }
  const sequence = stopReason === 'stop_sequence' ? (stopSequence ?? null) : HUMAN
  return { stop_reason: 'stop_sequence', stop: sequence }
}

function body(reply: Reply, to: Target): JsonObject {
  if (!isText(to)) return messages.body(reply, to)
  const message = only(reply, 'message')
  return { type: 'completion', completion: completionOf(message), ...stop(message) }
}

function parts(reply: Reply, to: Target): Part[] {
  if (!isText(to)) return messageParts.parts(reply, to)
  const message = only(reply, 'message')
  const text = completionOf(message)
  const chunks = cutText(text, message.usage.outputTokens, to).map(
    ({ text: completion, tokens }) => ({
      json: { type: 'completion', completion, stop_reason: null, stop: null },
      tokens,
    }),
  )
  return [...chunks, { json: { type: 'completion', completion: '', ...stop(message) }, tokens: 0 }]
}

/** As in `completionOf`, the first piece begins with a space. */
function writer(to: Target): Writer {
  if (!isText(to)) return messageWriter(to)
  let isFirst = true
  return textWriter(() => ({
    text(text, tokens) {
      if (text === '') return []
      const completion = isFirst && !/^\s/.test(text) ? ` ${text}` : text
      isFirst = false
      return [{ json: { type: 'completion', completion, stop_reason: null, stop: null }, tokens }]
    },
    stop: (end) => [{ json: { type: 'completion', completion: '', ...stop(end) }, tokens: 0 }],
    dropsCalls: true,
  }))
}

function readStop(native: JsonObject): Pick<Message, 'stopReason' | 'stopSequence'> {
  const sequence = stringOf(native['stop'])
  if (native['stop_reason'] === 'max_tokens') return { stopReason: 'max_tokens' }
  const stopReason: StopReason =
    native['stop_reason'] === 'stop_sequence' && sequence !== HUMAN ? 'stop_sequence' : 'end_turn'
  return {
    stopReason,
    ...(stopReason === 'stop_sequence' && given({ stopSequence: sequence })),
  }
}

const readCompletion = (text: string): Block[] =>
  text === '' ? [] : [{ text: text.startsWith(' ') ? text.slice(1) : text }]

function parse(native: Json): Reply {
  const from = objectOf(native)
  if (!('completion' in from)) return messages.parse(native)
  return {
    kind: 'message',
    content: readCompletion(stringOf(from['completion']) ?? ''),
    ...readStop(from),
    usage: { inputTokens: 0, outputTokens: 0 },
    latencyMs: 0,
  }
}

function join(recorded: Json[]): Reply {
  const chunks = recorded.filter(isObject)
  const last = chunks.findLast((chunk) => 'completion' in chunk)
  if (!last) return messageParts.join(recorded)
  const text = chunks.map(({ completion }) => stringOf(completion) ?? '').join('')
  return {
    kind: 'message',
    content: readCompletion(text),
    ...readStop(last),
    ...metricsOf(recorded),
  }
}

export const dialect: Dialect = {
  name: 'anthropic-text',
  read,
  body,
  parts,
  writer,
  parse,
  join,
}
