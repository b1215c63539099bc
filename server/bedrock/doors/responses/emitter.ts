import type { Ids, Part } from '../../../dialects/dialect.ts'
import type { JsonObject } from '../../../json.ts'
import type { Form } from './form.ts'
import { sorted } from './form.ts'

/** The shared state of the items of a response: their list, their events, and how both are written. */
export class Emitter {
  readonly form: Form
  readonly streamed: boolean
  readonly ids: Ids
  /** The items so far, as the response shows them. */
  readonly output: JsonObject[] = []
  #parts: Part[] = []
  #sequence = 0
  #contents = 0
  #calls = 0

  constructor(form: Form, streamed: boolean, ids: Ids) {
    this.form = form
    this.streamed = streamed
    this.ids = ids
  }

  emit(type: string, members: JsonObject, tokens = 0): void {
    if (!this.streamed) return
    const json = sorted({ ...members, sequence_number: this.#sequence++, type })
    this.#parts.push({ json, tokens })
  }

  /** The events since the last time. */
  take(): Part[] {
    const parts = this.#parts
    this.#parts = []
    return parts
  }

  /** Observed: the brief form counts the contents of all items, so that the text after reasoning has number 1. */
  nextContent(): number {
    return this.form === 'brief' ? this.#contents++ : 0
  }

  /** Observed: the full form numbers the calls of an answer, in streams by the position of the item. */
  callId(): string {
    if (this.form === 'brief') return this.ids('call_', 16, 'hex')
    return `call_${this.streamed ? this.output.length : this.#calls++}`
  }

  itemId(prefix: string): string {
    return this.ids(prefix, this.form === 'brief' ? 16 : 32, 'hex')
  }
}
