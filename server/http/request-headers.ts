import { IncomingMessage } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'

/**
 * A request whose headers cost less to read. A client sends the same names with each call, and Node compares each of
 * them with those that it knows: with the twenty headers of an SDK, that takes longer than to parse the body.
 */
export class IncomingRequest extends IncomingMessage {
  #headers: IncomingHttpHeaders | undefined

  // TypeScript does not let an accessor override what it knows as a property.
  static {
    Object.defineProperty(this.prototype, 'headers', {
      get(this: IncomingRequest): IncomingHttpHeaders {
        return (this.#headers ??= headersOf(this.rawHeaders) ?? nodes.call(this))
      },
      set(this: IncomingRequest, headers: IncomingHttpHeaders) {
        this.#headers = headers
      },
    })
  }
}

function nodes(this: IncomingMessage): IncomingHttpHeaders {
  return Reflect.get(IncomingMessage.prototype, 'headers', this)
}

/** The names of a request, as sent and in lower case. */
interface Shape {
  sent: readonly string[]
  names: readonly string[]
  /** Copied for each request, which is the fastest way to make an object with many members. */
  empty: Record<string, string>
}

const MAX_SHAPES = 16
const MAX_HEADERS = 64

const shapes: Shape[] = []
let next = 0

/** The headers by their names in lower case; undefined if there are some that Node treats specially. */
function headersOf(raw: readonly string[]): IncomingHttpHeaders | undefined {
  const shape = known(raw) ?? learned(raw)
  if (shape === undefined) return undefined
  const { names } = shape
  const headers = { ...shape.empty }
  for (let at = 0; at < names.length; at++) headers[names[at] ?? ''] = raw[2 * at + 1] ?? ''
  return headers
}

function known(raw: readonly string[]): Shape | undefined {
  for (const shape of shapes) if (hasNames(raw, shape)) return shape
  return undefined
}

function hasNames(raw: readonly string[], { sent }: Shape): boolean {
  if (raw.length !== 2 * sent.length) return false
  for (let at = 0; at < sent.length; at++) if (raw[2 * at] !== sent[at]) return false
  return true
}

/** Node joins headers that are sent twice, and makes a list of cookies. */
function learned(raw: readonly string[]): Shape | undefined {
  const sent = raw.filter((_, at) => at % 2 === 0)
  const names = sent.map((name) => name.toLowerCase())
  const isPlain = new Set(names).size === names.length && names.every((name) => PLAIN.test(name))
  if (names.length > MAX_HEADERS || !isPlain) return undefined
  const pairs = names.map((name) => [name, ''] as const)
  // The engine creates compact objects from JSON, regardless of the number of members.
  const empty = JSON.parse(JSON.stringify(Object.fromEntries(pairs))) as Shape['empty']
  const shape = { sent, names, empty }
  shapes[next++ % MAX_SHAPES] = shape
  return shape
}

/** Not a name that any object has. Names of digits would come before all others. */
const PLAIN = /^(?!(?:set-cookie|constructor)$)[a-z][a-z0-9-]*$/
