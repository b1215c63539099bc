import { parts } from '../../../dialects/anthropic/parts.ts'
import { body } from '../../../dialects/anthropic/write.ts'
import type { MessageId } from '../../../dialects/anthropic/write.ts'
import { writer } from '../../../dialects/anthropic/writer.ts'
import type { Part, Target } from '../../../dialects/dialect.ts'
import type { JsonObject } from '../../../json.ts'
import { stringOf } from '../../../json-fields.ts'
import type { Reply } from '../../../neutral/reply.ts'
import type { Draft, DraftEvent, EventWriter } from '../../draft.ts'
import { nativeDraft } from '../native.ts'

const messageId: MessageId = (ids) => ids('msg_bdrk_', 52, 'base32')

export function writeMessage(reply: Reply, to: Target): Draft {
  const native = nativeDraft(reply, false, typeOf)
  return native ?? { kind: 'body', headers: [], body: body(reply, to, messageId) }
}

/** The events are those of InvokeModel, by their own names. Observed: without pings. */
export function writeEvents(reply: Reply, to: Target): Draft {
  const native = nativeDraft(reply, true, typeOf)
  return native ?? { kind: 'events', headers: [], events: parts(reply, to, messageId).map(named) }
}

export function writeArriving(to: Target): EventWriter {
  const write = writer(to, messageId)
  return { headers: [], write: (delta) => write(delta).map(named) }
}

const typeOf = ({ type }: JsonObject): string => stringOf(type) ?? ''

const named = ({ json, tokens }: Part): DraftEvent => ({
  type: typeOf(json),
  payload: json,
  tokens,
})
