import { parseJson } from '../json.ts'
import type { JsonObject } from '../json.ts'
import type { Session } from '../sessions.ts'
import type { Call, Operation } from './types.ts'
import type { Model } from '../models/model.ts'

export interface Made {
  operation: Operation
  session: Session
  region: string
  /** The body as it would be sent. */
  raw: string
  input: JsonObject
  model(): Model
}

/** A call that came by no connection: one that is only asked about, or that the journal reads again. */
export function madeCall({ operation, session, region, raw, input, model }: Made): Call {
  const bytes = Buffer.from(raw)
  const call: Call = {
    id: '',
    operation,
    session,
    region,
    receivedAt: 0,
    http: { version: '1.1', method: operation.method, url: operation.path, headers: [] },
    raw: bytes,
    body: bytes.length === 0 ? undefined : parseJson(bytes),
    input,
    model,
    prompt() {
      if (operation.read === undefined) throw new Error(`${operation.name} asks no model`)
      return operation.read(call)
    },
    gone: new AbortController().signal,
  }
  return call
}
