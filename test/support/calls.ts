import { createCatalogue } from '../../server/models/models.ts'
import type { Catalogue, ModelOverrides } from '../../server/models/models.ts'
import { operations } from '../../server/bedrock/operations.ts'
import type { Call } from '../../server/bedrock/types.ts'
import { parseJson } from '../../server/json.ts'
import type { JsonObject } from '../../server/json.ts'
import { Session } from '../../server/sessions.ts'

export interface Asked {
  model?: string
  body?: unknown
  /** The bytes of the body, where they are not JSON of `body`. */
  raw?: string | Buffer
  /** Further members that travel in path, query or headers. */
  input?: JsonObject
  region?: string
  catalogue?: Catalogue
  models?: ModelOverrides
}

const plain = createCatalogue({ account: '123456789012' })

/** A call as the server reads it, made without a server. */
export function callOf(name: string, asked: Asked = {}): Call {
  const operation = operations.find((row) => row.name === name)
  if (operation === undefined) throw new Error(`no operation ${name}`)
  const { model, region = 'us-east-1', models } = asked
  const catalogue =
    asked.catalogue ?? (models ? createCatalogue({ account: '123456789012', models }) : plain)
  const raw = Buffer.from(asked.raw ?? (asked.body === undefined ? '' : JSON.stringify(asked.body)))
  const session = new Session('test')
  const call: Call = {
    id: '00000000-0000-4000-8000-000000000000',
    operation,
    session,
    region,
    receivedAt: 0,
    http: { version: '2', method: operation.method, url: operation.path, headers: [] },
    raw,
    body: raw.length === 0 ? undefined : parseJson(raw),
    input: { ...(model !== undefined && { modelId: model }), ...asked.input },
    model: () => catalogue.resolve(model ?? '', region, session),
    prompt() {
      if (operation.read === undefined) throw new Error(`${name} asks no model`)
      return operation.read(call)
    },
    gone: new AbortController().signal,
  }
  return call
}
