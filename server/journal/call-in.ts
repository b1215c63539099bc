import { callOf } from '../bedrock/call.ts'
import { operations } from '../bedrock/operations.ts'
import type { Call } from '../bedrock/types.ts'
import type { Catalogue } from '../models/models.ts'
import { Session } from '../sessions.ts'
import type { Exchange } from './types.ts'

/** The call of an exchange, redacted; undefined if its body was clipped or the operation is not supported. */
export function callIn(exchange: Exchange, catalogue: Catalogue): Call | undefined {
  const operation = operations.find(({ name }) => name === exchange.operation)
  if (operation === undefined || exchange.request.clipped) return undefined
  const sent = exchange.model?.sent
  return callOf({
    operation,
    session: new Session(exchange.session),
    region: exchange.region,
    raw: Buffer.from(exchange.request.text),
    input: sent === undefined ? {} : { modelId: sent },
    catalogue,
  })
}
