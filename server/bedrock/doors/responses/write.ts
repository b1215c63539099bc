import type { Part, Target } from '../../../dialects/dialect.ts'
import { only } from '../../../dialects/parts/reply-kinds.ts'
import type { JsonObject } from '../../../json.ts'
import { stringOf } from '../../../json-fields.ts'
import type { Reply } from '../../../neutral/reply.ts'
import type { Draft, DraftEvent, EventWriter } from '../../draft.ts'
import type { Call } from '../../types.ts'
import { deltasOf } from '../deltas.ts'
import { nativeDraft } from '../native.ts'
import { requestOf } from './conversation.ts'
import type { Form } from './form.ts'
import { formOf, jsonText } from './form.ts'
import { keep } from './keep.ts'
import type { StoredEvent } from './store.ts'
import { ResponseWriter } from './writer.ts'

/** A whole answer as a response, with the events that stream it. */
export function writeResponse(
  reply: Reply,
  to: Target,
  request: JsonObject,
  form: Form,
  streamed: boolean,
): { response: JsonObject; events: Part[]; begun: JsonObject | undefined } {
  const message = only(reply, 'message')
  const { ids, now } = to
  const cut = streamed ? (text: string) => to.cut(text) : whole
  const writer = new ResponseWriter({
    request,
    form,
    streamed,
    ids,
    createdAt: now,
    refuses: message.stopReason === 'content_filtered' && message.content.some(({ text }) => text),
    cut,
  })
  const begun = request['background'] === true ? writer.response() : undefined
  const events = deltasOf(message, { cut }).flatMap((delta) => writer.add(delta))
  return { response: writer.response(), events, begun }
}

const whole = (text: string): string[] => (text === '' ? [] : [text])

export function writeBody(reply: Reply, to: Target, call: Call): Draft {
  const native = nativeDraft(reply, false, typeOf)
  if (native !== undefined) return native
  const request = requestOf(call)
  const { begun, response } = writeResponse(reply, to, request, formOf(call.http.url), false)
  if (begun !== undefined) keep(call, response, { begun })
  return { kind: 'body', headers: [], body: jsonText(begun ?? response) }
}

export function writeEvents(reply: Reply, to: Target, call: Call): Draft {
  const form = formOf(call.http.url)
  const native = nativeDraft(reply, true, (event) => nameIn(event, form))
  if (native !== undefined) return native
  const { events } = writeResponse(reply, to, requestOf(call), form, true)
  return { kind: 'events', headers: [], events: events.map((part) => named(part, form)) }
}

export function writeArriving(to: Target, call: Call): EventWriter {
  const form = formOf(call.http.url)
  const writer = new ResponseWriter({
    request: requestOf(call),
    form,
    streamed: true,
    ids: to.ids,
    createdAt: to.now,
    cut: (text) => to.cut(text),
  })
  const all: StoredEvent[] | undefined = requestOf(call)['background'] === true ? [] : undefined
  return {
    headers: [],
    write(delta) {
      const events = writer.add(delta).map((part) => named(part, form))
      all?.push(...events.map(({ type, payload }) => ({ type, payload: jsonText(payload) })))
      if (delta.type === 'stop') keep(call, writer.response(), { events: all })
      return events
    },
  }
}

const typeOf = ({ type }: JsonObject): string => stringOf(type) ?? ''

/** Observed: only events of the full form have their name in a separate line. */
const nameIn = (event: JsonObject, form: Form): string => (form === 'full' ? typeOf(event) : '')

const named = ({ json, tokens }: Part, form: Form): DraftEvent => ({
  type: nameIn(json, form),
  payload: json,
  tokens,
})
