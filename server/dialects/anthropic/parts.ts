import type { Block } from '../../neutral/prompt.ts'
import type { Message, Reply, Usage } from '../../neutral/reply.ts'
import type { Json, JsonObject } from '../../json.ts'
import { isObject, parseJson } from '../../json.ts'
import { readContent } from './blocks.ts'
import { hasDetails, traitsOf } from './names.ts'
import { spaced } from '../parts/spaced-json.ts'
import type { MessageId } from './write.ts'
import { head, readStop, readUsage, stop, writeBlock, writeUsage } from './write.ts'
import type { Part, Target } from '../dialect.ts'
import { listOf, numberOf, objectOf, stringOf } from '../../json-fields.ts'
import { metricsOf } from '../parts/metrics.ts'
import { only } from '../parts/reply-kinds.ts'
import { withTokens } from '../parts/stream-tokens.ts'

/** An answer as the chunks in which Claude streams it. */
export function parts(reply: Reply, to: Target, messageId?: MessageId): Part[] {
  const message = only(reply, 'message')
  const events: JsonObject[] = [opening(message.usage, to, messageId)]
  const blocks = message.content.flatMap((block) => writeBlock(block, to))
  for (const [index, block] of blocks.entries()) events.push(...blockEvents(block, index, to))
  events.push(...ending(message, to))
  return withTokens(events, message.usage.outputTokens, speaks)
}

/** The events of one whole block. */
export function blockEvents(block: JsonObject, index: number, to: Target): JsonObject[] {
  return [
    { type: 'content_block_start', index, content_block: emptied(block) },
    ...deltas(block, to).map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ]
}

export function ending(message: Ended, to: Target): JsonObject[] {
  const usage = { output_tokens: message.usage.outputTokens }
  return [
    { type: 'message_delta', delta: stop(message, traitsOf(to.model)), usage },
    { type: 'message_stop' },
  ]
}

type Ended = Pick<Message, 'stopReason' | 'stopSequence' | 'usage'>

export function opening(usage: Usage, to: Target, messageId?: MessageId): JsonObject {
  const traits = traitsOf(to.model)
  const begun = { ...usage, outputTokens: Math.min(1, usage.outputTokens) }
  return {
    type: 'message_start',
    message: {
      ...head(traits, to, messageId),
      content: [],
      stop_reason: null,
      stop_sequence: null,
      ...(hasDetails(traits) && { stop_details: null }),
      usage: writeUsage(begun, traits),
    },
  }
}

/** The members of a block that stream, and the deltas that carry them. */
const STREAMED: Readonly<Record<string, readonly (readonly [member: string, delta: string])[]>> = {
  text: [['text', 'text_delta']],
  thinking: [
    ['thinking', 'thinking_delta'],
    ['signature', 'signature_delta'],
  ],
}

/** A signature comes at once; the last delta of a thought is empty. */
function piecesOf(member: string, value: string, to: Target): string[] {
  if (member === 'signature') return [value]
  return member === 'thinking' ? [...to.cut(value), ''] : to.cut(value)
}

/** The block as its start shows it: what the deltas bring is empty. */
export function emptied(block: JsonObject): JsonObject {
  const start = { ...block }
  delete start['citations']
  for (const [member] of STREAMED[stringOf(block['type']) ?? ''] ?? []) start[member] = ''
  if ('input' in start) start['input'] = {}
  return start
}

function deltas(block: JsonObject, to: Target): JsonObject[] {
  if ('input' in block) {
    // The first delta of a tool call is empty; without arguments there is no other.
    const json = spaced(block['input'] ?? {})
    const pieces = json === '{}' ? [''] : ['', ...to.cut(json)]
    return pieces.map((partial_json) => ({ type: 'input_json_delta', partial_json }))
  }
  const cited = listOf(block['citations']).map((citation) => ({
    type: 'citations_delta',
    citation,
  }))
  const streamed = STREAMED[stringOf(block['type']) ?? ''] ?? []
  const others = streamed.flatMap(([member, type]) => {
    const value = stringOf(block[member]) ?? ''
    if (value === '') return []
    return piecesOf(member, value, to).map((piece) => ({ type, [member]: piece }))
  })
  return [...cited, ...others]
}

const speaks = (event: JsonObject) => event['type'] === 'content_block_delta'

/** Claude's chunks, as recorded, in the neutral form. */
export function join(recorded: Json[]): Message {
  const events = recorded.filter(isObject)
  const blocks = new Map<number, JsonObject>()
  let usage: JsonObject = {}
  let stopped: JsonObject = {}
  for (const event of events) {
    const index = numberOf(event['index']) ?? 0
    if (event['type'] === 'message_start') usage = objectOf(objectOf(event['message'])['usage'])
    if (event['type'] === 'content_block_start')
      blocks.set(index, { ...objectOf(event['content_block']) })
    if (event['type'] === 'content_block_delta') {
      const block = blocks.get(index) ?? {}
      blocks.set(index, grow(block, objectOf(event['delta'])))
    }
    if (event['type'] === 'message_delta') {
      stopped = objectOf(event['delta'])
      usage = { ...usage, ...objectOf(event['usage']) }
    }
  }
  return {
    kind: 'message',
    content: joined([...blocks.values()]),
    ...readStop(stopped),
    usage: readUsage(usage),
    latencyMs: metricsOf(recorded).latencyMs,
  }
}

function grow(block: JsonObject, delta: JsonObject): JsonObject {
  if (delta['type'] === 'citations_delta') {
    block['citations'] = [...listOf(block['citations']), delta['citation'] ?? null]
    return block
  }
  for (const [member, piece] of Object.entries(delta)) {
    if (member !== 'type' && typeof piece === 'string')
      block[member] = (stringOf(block[member]) ?? '') + piece
  }
  return block
}

function joined(blocks: JsonObject[]): Block[] {
  const whole = blocks.map(({ partial_json, ...block }) =>
    typeof partial_json === 'string' && partial_json !== ''
      ? { ...block, input: parseJson(partial_json) ?? {} }
      : block,
  )
  return readContent(whole)
}
