import { callOf } from '../bedrock/call.ts'
import { operations, others } from '../bedrock/operations.ts'
import type { Call } from '../bedrock/types.ts'
import type { Catalogue } from '../models/models.ts'
import { Session } from '../sessions.ts'
import type { Exchange } from './types.ts'

const byName = new Map([...operations, ...others].map((one) => [one.name, one]))

/** The call of an exchange, redacted; undefined if its body was clipped. */
export function callIn(
  exchange: Exchange,
  catalogue: Catalogue,
  session = new Session(exchange.session),
): Call | undefined {
  const operation = byName.get(exchange.operation)
  if (operation === undefined || exchange.request.clipped) return undefined
  const sent = exchange.model?.sent
  return callOf({
    operation,
    session,
    region: exchange.region,
    raw: Buffer.from(exchange.request.text),
    input: sent === undefined ? {} : { modelId: sent },
    catalogue,
  })
}
