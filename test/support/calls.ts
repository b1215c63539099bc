import { createCatalogue } from '../../server/models/models.ts'
import type { Catalogue, ModelOverrides } from '../../server/models/models.ts'
import { operations } from '../../server/bedrock/operations.ts'
import { callOf as callOfValues } from '../../server/bedrock/call.ts'
import type { Call, Operation } from '../../server/bedrock/types.ts'
import type { JsonObject } from '../../server/json.ts'
import { Session } from '../../server/sessions.ts'

export interface CallValues {
  model?: string
  body?: unknown
  /** The bytes of the body, if it is not JSON. */
  raw?: string | Buffer
  /** Additional members of path, query or headers. */
  input?: JsonObject
  region?: string
  catalogue?: Catalogue
  models?: ModelOverrides
  id?: string
  session?: Session
  receivedAt?: number
  http?: Partial<Call['http']>
  /** An operation of the test, instead of one in the table. */
  row?: Operation
}

const plain = createCatalogue({ account: '123456789012' })

/** A call as the server reads it, created without a server. */
export function callOf(name: string, asked: CallValues = {}): Call {
  const operation = asked.row ?? operations.find((one) => one.name === name)
  if (operation === undefined) throw new Error(`no operation ${name}`)
  const { model, region = 'us-east-1', models } = asked
  const catalogue =
    asked.catalogue ?? (models ? createCatalogue({ account: '123456789012', models }) : plain)
  const raw = Buffer.from(asked.raw ?? (asked.body === undefined ? '' : JSON.stringify(asked.body)))
  return callOfValues({
    id: asked.id ?? '00000000-0000-4000-8000-000000000000',
    operation,
    session: asked.session ?? new Session('test'),
    region,
    receivedAt: asked.receivedAt ?? 0,
    http: {
      version: '2',
      method: operation.method,
      url: operation.path,
      headers: [],
      ...asked.http,
    },
    raw,
    input: { ...(model !== undefined && { modelId: model }), ...asked.input },
    catalogue,
  })
}
