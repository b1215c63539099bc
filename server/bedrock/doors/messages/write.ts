import { parts } from '../../../dialects/anthropic/parts.ts'
import { body } from '../../../dialects/anthropic/write.ts'
import type { MessageId } from '../../../dialects/anthropic/write.ts'
import { writer } from '../../../dialects/anthropic/writer.ts'
import type { Part, Target } from '../../../dialects/dialect.ts'
import type { JsonObject } from '../../../json.ts'
import { objectOf, objectsOf, stringOf } from '../../../json-fields.ts'
import type { Reply } from '../../../neutral/reply.ts'
import type { Draft, DraftEvent, EventWriter } from '../../draft.ts'
import type { Call } from '../../types.ts'
import { hostOf } from '../host.ts'
import { nativeDraft } from '../native.ts'

const messageId: MessageId = (ids) => ids('msg_bdrk_', 52, 'base32')

export function writeMessage(reply: Reply, to: Target, call: Call): Draft {
  const native = nativeDraft(reply, false, typeOf)
  if (native !== undefined) return native
  const message = body(reply, to, messageId)
  return {
    kind: 'body',
    headers: [],
    body: hidesThoughts(call) ? withoutThoughts(message) : message,
  }
}

/** The events are those of InvokeModel, by their own names. Observed: without pings. */
export function writeEvents(reply: Reply, to: Target, call: Call): Draft {
  const native = nativeDraft(reply, true, typeOf)
  if (native !== undefined) return native
  const all = parts(reply, to, messageId)
  const visible = hidesThoughts(call) ? withoutDeltas(all) : all
  return { kind: 'events', headers: [], events: visible.map(named) }
}

export function writeArriving(to: Target, call: Call): EventWriter {
  const write = writer(to, messageId)
  const hides = hidesThoughts(call)
  return {
    headers: [],
    write: (delta) => (hides ? withoutDeltas(write(delta)) : write(delta)).map(named),
  }
}

/** Observed: on bedrock-mantle thoughts are empty and have a signature only, but their tokens are counted. */
const hidesThoughts = (call: Call): boolean => hostOf(call) === 'mantle'

function withoutThoughts(message: JsonObject): JsonObject {
  const content = objectsOf(message['content']).map((block) =>
    block['type'] === 'thinking' ? { ...block, thinking: '' } : block,
  )
  return { ...message, content }
}

/** What follows a thought is as late as if its deltas came. */
function withoutDeltas(all: readonly Part[]): Part[] {
  const visible: Part[] = []
  let before = 0
  for (const part of all) {
    const hidden = objectOf(part.json['delta'])['type'] === 'thinking_delta'
    if (!hidden) visible.push({ ...part, tokens: before + part.tokens })
    before = hidden ? before + part.tokens : 0
  }
  return visible
}

const typeOf = ({ type }: JsonObject): string => stringOf(type) ?? ''

const named = ({ json, tokens }: Part): DraftEvent => ({
  type: typeOf(json),
  payload: json,
  tokens,
})
