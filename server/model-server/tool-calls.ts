import { isObject, parseJson } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { numberOf, objectOf, stringOf } from '../json-fields.ts'

/** A call as far as it has arrived. */
export interface ArrivingCall {
  name: string
  json: string
}

/** A piece of a call: its start, or more of its arguments. */
export type CallPiece = { name: string } | { json: string }

interface Open extends ArrivingCall {
  index: number | undefined
  id: string | undefined
  /** The length of the arguments that have been sent. */
  sent: number
}

/**
 * Puts the tool calls of a stream in order. Servers may omit or repeat numbers and ids, send calls at once or in
 * pieces, and mix the pieces of several calls. The result is one complete call after another.
 */
export class ToolCalls {
  readonly #calls: Open[] = []
  /** The call whose pieces go out as they come. */
  #at = 0
  #isBegun = false

  /** The calls, with the arguments that went out. */
  get sent(): ArrivingCall[] {
    return this.#calls.map(({ name, json, sent }) => ({ name, json: json.slice(0, sent) }))
  }

  /** Whether a call has begun whose arguments are not complete. */
  get isUnfinished(): boolean {
    const call = this.#calls[this.#at]
    return this.#isBegun && call !== undefined && !isWhole(call.json)
  }

  /** Ends the call that has begun, if any: something else follows it. */
  close(): void {
    if (this.#isBegun) this.#at++
    this.#isBegun = false
  }

  push(parts: readonly JsonObject[]): CallPiece[] {
    for (const part of parts) this.#take(part)
    return this.#out(false)
  }

  /** The rest, at the end of the answer. */
  flush(): CallPiece[] {
    return this.#out(true)
  }

  #take(part: JsonObject): void {
    const called = objectOf(part['function'])
    const name = stringOf(called['name']) ?? ''
    const index = numberOf(part['index'])
    const id = stringOf(part['id']) || undefined
    const json = argumentsIn(called['arguments'])
    const known = this.#find(index, id, name)
    if (known === undefined) {
      this.#calls.push({ name, json, index, id, sent: 0 })
      return
    }
    known.id ??= id
    if (known.name === '') known.name = name
    known.json += json
  }

  /** The call that a part continues; undefined if it begins another one. */
  #find(index: number | undefined, id: string | undefined, name: string): Open | undefined {
    const call =
      index === undefined
        ? ((id === undefined ? undefined : this.#calls.findLast((one) => one.id === id)) ??
          this.#calls.at(-1))
        : this.#calls.findLast((one) => one.index === index)
    if (call === undefined) return undefined
    const isOther = id !== undefined && call.id !== undefined && id !== call.id
    return isOther || isAgain(call, name) ? undefined : call
  }

  #out(isEnd: boolean): CallPiece[] {
    const pieces: CallPiece[] = []
    for (let call = this.#calls[this.#at]; call !== undefined; call = this.#calls[this.#at]) {
      if (call.name === '' && !isEnd) return pieces
      if (!this.#isBegun) pieces.push({ name: call.name })
      this.#isBegun = true
      if (call.sent < call.json.length) pieces.push({ json: call.json.slice(call.sent) })
      call.sent = call.json.length
      const hasNext = this.#at + 1 < this.#calls.length
      if (!(isEnd || (hasNext && isWhole(call.json)))) return pieces
      this.close()
    }
    return pieces
  }
}

/** Arguments are JSON in a text; some servers send the object itself. */
function argumentsIn(value: Json | undefined): string {
  if (typeof value === 'string') return value
  return isObject(value) ? JSON.stringify(value) : ''
}

/** A different name starts another call, and so does a name after complete arguments, with any index and id. */
function isAgain(call: ArrivingCall, name: string): boolean {
  if (name === '' || call.name === '') return false
  return name !== call.name || isWhole(call.json)
}

/** Some servers announce several calls before the first arguments, so no arguments are not whole. */
const isWhole = (json: string): boolean => parseJson(json) !== undefined

/** Whether a call can be made: its arguments are an object, or there are none. */
export const isCallable = ({ json }: ArrivingCall): boolean =>
  json.trim() === '' || isObject(parseJson(json))
