import { isObject, parseJson } from '../../../json.ts'
import type { JsonObject } from '../../../json.ts'
import { objectOf, objectsOf, stringOf } from '../../../json-fields.ts'
import type { Call } from '../../types.ts'
import type { Wire } from '../../wire.ts'
import { conversationOf, requestOf } from './conversation.ts'
import { itemsOf } from './items.ts'
import { responseIn } from './recorded.ts'
import { responsesOf } from './store.ts'
import type { Stored, StoredEvent } from './store.ts'

/** Keeps a response for requests that refer to it, unless its own request says not to. */
export function keep(
  call: Call,
  response: JsonObject,
  more: Pick<Stored, 'begun' | 'events'> = {},
): void {
  const id = stringOf(response['id'])
  if (id === undefined || requestOf(call)['store'] === false) return
  const { input, items } = known(call)
  const output = objectsOf(response['output'])
  // The answer takes about as much as its tokens say.
  const bytes = call.raw.length + TOKEN_BYTES * outputTokens(response)
  const stored = { response, input, items: [...items, ...output], bytes, ...more }
  responsesOf(call.session).add(id, stored)
}

const TOKEN_BYTES = 8

function outputTokens({ usage }: JsonObject): number {
  const count = isObject(usage) ? usage['output_tokens'] : undefined
  return typeof count === 'number' ? count : 0
}

/** A recorded answer may continue a response that this server has never had. */
function known(call: Call): ReturnType<typeof conversationOf> {
  try {
    return conversationOf(call)
  } catch {
    return { input: [], items: [] }
  }
}

/** Keeps an answer from the bytes that were sent. */
export function keepSent(call: Call, { status, body }: Wire): void {
  const request = requestOf(call)
  if (status >= 300 || request['store'] === false) return
  if (body.kind !== 'bytes' && body.kind !== 'frames') return
  // What runs in the background was kept when it began, unless the client waits for its events.
  if (request['background'] === true && body.kind === 'bytes') return
  const id = idIn(body)
  if (id !== undefined) responsesOf(call.session).add(id, new Sent(call, body))
}

type Body = Extract<Wire['body'], { kind: 'bytes' | 'frames' }>

const ID = '"id":"resp_'
const OVER = /"type":"response\.(?:completed|incomplete)"/
/** How much of a stream is searched. */
const BEGINNING = 1_000
const END = 120

/** The response's id, which comes before anything of the caller's own; undefined if the answer is none or was cut off. */
function idIn(body: Body): string | undefined {
  const { made } = body
  if (made === undefined) return idOf(body)
  let place = places.get(made.form)
  if (place === undefined) {
    const id = idOf(body)
    const at = id === undefined ? -1 : made.ids.indexOf(id)
    places.set(made.form, (place = at === -1 ? { id } : { at }))
  }
  return 'at' in place ? made.ids[place.at] : place.id
}

function idOf(body: Body): string | undefined {
  const isWhole = body.kind === 'bytes' || OVER.test(endOf(body.joined ?? body.frames.at(-1)))
  return isWhole ? idAt(beginningOf(body)) : undefined
}

function idAt(text: string): string | undefined {
  const at = text.indexOf(ID)
  if (at === -1) return undefined
  const start = at + ID.length - 'resp_'.length
  return text.slice(start, text.indexOf('"', start))
}

function beginningOf(body: Body): string {
  if (body.kind === 'bytes') return body.text ?? body.bytes.toString('latin1')
  return (body.joined ?? body.frames[0] ?? NO_BYTES).toString('latin1', 0, BEGINNING)
}

const endOf = (bytes: Buffer = NO_BYTES): string =>
  bytes.toString('latin1', Math.max(0, bytes.length - END))

/** Which of its ids is that of the response, or the one id that all bodies of a form have. Looked up once. */
const places = new WeakMap<object, { at: number } | { id: string | undefined }>()

/** Most responses are never referred to, so one is read when it is. */
class Sent implements Stored {
  readonly bytes: number
  readonly #body: Body
  /** As a text that the journal keeps too, until it is read. */
  #asked: string | JsonObject
  /** The conversation so far, where the request refers to other responses: they may be gone by then. */
  readonly #known: ReturnType<typeof conversationOf> | undefined
  #response: JsonObject | undefined

  constructor(call: Call, body: Body) {
    this.#body = body
    const request = requestOf(call)
    this.#asked = call.text ?? request
    this.#known = refers(request) ? known(call) : undefined
    this.bytes = call.raw.length + lengthOf(body)
  }

  get #request(): JsonObject {
    if (typeof this.#asked === 'string') this.#asked = objectOf(parseJson(this.#asked))
    return this.#asked
  }

  get response(): JsonObject {
    return (this.#response ??= responseIn(this.#payloads()) ?? {})
  }

  get input(): JsonObject[] {
    return this.#known?.input ?? itemsOf(this.#request['input'])
  }

  get items(): JsonObject[] {
    return [...(this.#known?.items ?? this.input), ...objectsOf(this.response['output'])]
  }

  get events(): readonly StoredEvent[] | undefined {
    const body = this.#body
    const inBackground = this.#request['background'] === true
    return inBackground && body.kind === 'frames' ? eventsOf(body.frames, body) : undefined
  }

  #payloads(): Parameters<typeof responseIn>[0] {
    const body = this.#body
    return body.kind === 'bytes' ? body.bytes : eventsOf(body.frames.slice(-1), body)
  }
}

function eventsOf(
  frames: readonly Buffer[],
  { framing }: Body & { kind: 'frames' },
): StoredEvent[] {
  return frames.flatMap((frame) => {
    const event = framing?.decode(frame)
    return event === undefined ? [] : { type: event.type, payload: event.payload.toString() }
  })
}

const NO_BYTES = Buffer.alloc(0)

const lengthOf = (body: Body): number =>
  body.made?.length ??
  (body.kind === 'bytes' ? (body.length ?? body.bytes.length) : (body.joined ?? NO_BYTES).length)

const refers = ({ previous_response_id: previous, input }: JsonObject): boolean =>
  previous !== undefined || objectsOf(input).some(({ type }) => type === 'item_reference')
