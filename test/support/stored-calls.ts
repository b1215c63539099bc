import { operations } from '../../server/bedrock/operations.ts'
import { callOf as callOfValues } from '../../server/bedrock/call.ts'
import type { Call } from '../../server/bedrock/types.ts'
import { createCatalogue } from '../../server/models/models.ts'
import type { Json } from '../../server/json.ts'
import { Session } from '../../server/sessions.ts'
import { membersOf } from '../../server/recordings/recording.ts'
import type { Headers } from '../../server/aws/headers.ts'

const catalogue = createCatalogue({ account: '123456789012' })

interface Over {
  session?: Session
  headers?: Headers
  gone?: AbortSignal
}

/** A call as `read` creates it, without a server. */
export function sentCall(
  name: string,
  model: string,
  body: Json | string | undefined,
  over: Over = {},
): Call {
  const operation = operations.find((one) => one.name === name)
  if (operation === undefined) throw new Error(`no operation ${name}`)
  const raw = Buffer.from(
    body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
  )
  const url = operation.path.replace('{modelId}', encodeURIComponent(model))
  const { session = new Session('test'), headers = [['content-type', 'application/json']] } = over
  return callOfValues({
    id: 'call-1',
    operation,
    session,
    region: 'us-east-1',
    receivedAt: Date.now(),
    http: { version: '1.1', method: operation.method, url, headers },
    raw,
    input: { ...membersOf(operation, url, headers), ...(model !== '' && { modelId: model }) },
    catalogue,
    ...(over.gone !== undefined && { client: clientOf(over.gone) }),
  })
}

const clientOf = (gone: AbortSignal) => ({
  get isGone() {
    return gone.aborted
  },
  onGone: (listener: () => void) => gone.addEventListener('abort', listener),
})
