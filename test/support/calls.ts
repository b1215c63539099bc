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
export function callOf(name: string, values: CallValues = {}): Call {
  const operation = values.row ?? operations.find((one) => one.name === name)
  if (operation === undefined) throw new Error(`no operation ${name}`)
  const { model, region = 'us-east-1', models } = values
  const catalogue =
    values.catalogue ?? (models ? createCatalogue({ account: '123456789012', models }) : plain)
  const raw = Buffer.from(
    values.raw ?? (values.body === undefined ? '' : JSON.stringify(values.body)),
  )
  return callOfValues({
    id: values.id ?? '00000000-0000-4000-8000-000000000000',
    operation,
    session: values.session ?? new Session('test'),
    region,
    receivedAt: values.receivedAt ?? 0,
    http: {
      version: '2',
      method: operation.method,
      url: operation.path,
      headers: [],
      ...values.http,
    },
    raw,
    input: { ...(model !== undefined && { modelId: model }), ...values.input },
    catalogue,
  })
}
