import { callOf } from '../bedrock/call.ts'
import type { Call } from '../bedrock/types.ts'
import { isObject, parseJson } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Block } from '../neutral/prompt.ts'
import type { Message } from '../neutral/reply.ts'
import { Session } from '../sessions.ts'
import { messageOf } from '../text/error-message.ts'
import { render } from '../write/render.ts'
import { sameJson } from './key.ts'
import type { RecordedResponse } from './recorded-response.ts'
import { inSiblingForm, translate } from './sibling.ts'

// What a recorded answer would lose as the answer of another API, as if the model had not sent it.

/** The parts that would be lost, in words; empty if there are none. `stored` is the recorded request. */
export function lossesOf(response: RecordedResponse, stored: Call, actual: Call): string[] {
  if (response.status >= 300)
    return [`the error (HTTP ${response.status}), which each API formats differently`]
  const form = translate(response, stored)
  if (form.kind === 'error') return ['the error in mid-stream']
  const { reply } = form
  if (reply.kind !== 'message') return ['the answer, which is not a message']
  return [
    ...unreadIn(response, stored),
    ...Object.keys(reply.extra ?? {}),
    ...lostParts(reply, actual),
  ]
}

/** What answers would lose through another operation of the API that they were recorded from. */
export function siblingLosses(responses: readonly RecordedResponse[], call: Call): string[] {
  // Errors play as they are.
  const answers = responses.filter(({ status }) => status < 300)
  for (const response of answers) inSiblingForm(response, call)
  return [...new Set(answers.flatMap((response) => unreadIn(response, call)))]
}

const unreadParts = new WeakMap<RecordedResponse, readonly string[]>()

function unreadIn(response: RecordedResponse, { operation }: Call): readonly string[] {
  let unread = unreadParts.get(response)
  if (unread === undefined)
    unreadParts.set(response, (unread = operation.door?.unread?.(payloadsOf(response)) ?? []))
  return unread
}

function payloadsOf({ body }: RecordedResponse): JsonObject[] {
  const all: (Json | undefined)[] = Buffer.isBuffer(body)
    ? [parseJson(body)]
    : body.map(({ payload }) => parseJson(payload))
  return all.filter(isObject)
}

/** What is missing after the message is written for an API and parsed again. */
function lostParts(message: Message, actual: Call): string[] {
  const again = readAgain(message, actual)
  return PARTS.filter(([, of]) => !sameJson(of(message.content), of(again))).map(([name]) => name)
}

/** The content of a message. Its division into blocks differs between APIs. */
const PARTS: readonly (readonly [name: string, of: (content: readonly Block[]) => Json])[] = [
  ['text', (content) => content.map((block) => textOf(block)).join('')],
  [
    'tool calls',
    (content) =>
      content.flatMap(({ toolUse }) =>
        toolUse === undefined ? [] : [[toolUse.name, toolUse.input, toolUse.type ?? null]],
      ),
  ],
  ['reasoning', (content) => reasoningOf(content, 'text').join('')],
  ['signatures of reasoning', (content) => reasoningOf(content, 'signature')],
  [
    'encrypted reasoning',
    (content) =>
      content.flatMap(({ reasoningContent: thought }) =>
        thought !== undefined && 'redactedContent' in thought ? [thought.redactedContent] : [],
      ),
  ],
  [
    'citations',
    (content) =>
      content
        .map(({ citationsContent }) => citationsContent?.citations?.length ?? 0)
        .filter(Boolean),
  ],
  [
    'results of tools that the service ran',
    (content) => content.filter(({ toolResult }) => toolResult !== undefined).length,
  ],
  ['images', (content) => content.filter(({ image }) => image !== undefined).length],
]

const textOf = ({ text, citationsContent }: Block): string =>
  text ?? (citationsContent?.content ?? []).map((piece) => piece.text).join('')

const reasoningOf = (content: readonly Block[], member: 'text' | 'signature'): string[] =>
  content.flatMap(({ reasoningContent: thought }) =>
    thought !== undefined && 'reasoningText' in thought
      ? (thought.reasoningText[member] ?? [])
      : [],
  )

function readAgain(reply: Message, actual: Call): readonly Block[] {
  const call = talkative(actual)
  const { body } = render({ source: 'recording', kind: 'reply', reply, pace: INSTANT }, call)
  const { framing } = call.operation
  const recorded =
    body.kind === 'bytes'
      ? body.bytes
      : body.kind === 'frames' && framing !== undefined
        ? body.frames.map((frame) => {
            const { type, payload } = framing.decode(frame)
            return { type, payload: payload.toString(), atMs: 0 }
          })
        : Buffer.from('{}')
  const form = translate({ status: 200, headers: [], latencyMs: 0, body: recorded }, call)
  return form.kind === 'reply' && form.reply.kind === 'message' ? form.reply.content : []
}

const INSTANT = { kind: 'instant' } as const

/**
 * The call with a request for the most complete answer. It has a separate session, because answers of Responses are
 * kept.
 */
function talkative(call: Call): Call {
  const { operation, region, http, input, raw, body } = call
  const { everything } = operation.door ?? {}
  const model = call.model()
  return callOf({
    operation,
    session: new Session('losses'),
    region,
    http,
    raw:
      everything === undefined || !isObject(body)
        ? raw
        : Buffer.from(JSON.stringify({ ...body, ...everything })),
    input,
    catalogue: { resolve: () => model },
  })
}

/** The wording for a miss. */
export function lossInWords(stored: string, operation: string, lost: readonly string[]): string {
  const through = `recorded through ${stored}`
  if (lost.length === 0) return through
  const words =
    lost.length === 1 ? lost.join('') : `${lost.slice(0, -1).join(', ')} and ${lost.at(-1) ?? ''}`
  return `${through}; as an answer of ${operation} it would lose ${words}`
}

/** What cannot be translated is lost as a whole. */
export function lossesOrAll(find: () => string[]): string[] {
  try {
    return find()
  } catch (thrown) {
    return [`all of it: ${messageOf(thrown)}`]
  }
}
