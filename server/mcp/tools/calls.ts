import type { Json, JsonObject } from '../../json.ts'
import { expectation, sessionMember } from '../../journal/filter-shape.ts'
import type { Exchange } from '../../journal/types.ts'
import type { VerifyResult } from '../../journal/verify.ts'
import { any, filled, member, object, whole } from '../../shape/shape.ts'
import type { AdminConnection } from '../connection.ts'
import type { Tool } from '../tool.ts'

// Tools that look at the calls in the journal.

const MAX_PROMPT = 300

export const callTools: readonly Tool[] = [
  {
    name: 'list_misses',
    title: 'List misses',
    does: 'Lists the calls that matched no fixture, newest first, with the closest fixtures and what differs. Misses occur in replay mode.',
    changes: 'Changes nothing.',
    effect: 'nothing',
    input: object({
      limit: member(whole(1, 100), 'How many; 20 when omitted.'),
      session: sessionMember,
    }),
    async run({ limit = 20, session }, server) {
      const query = new URLSearchParams({ missed: 'true', limit: JSON.stringify(limit) })
      if (typeof session === 'string') query.set('session', session)
      const { exchanges } = (await server.admin('GET', `/journal?${query.toString()}`)) as {
        exchanges: Exchange[]
      }
      return { misses: exchanges.toReversed().map(missOf) }
    },
  },
  {
    name: 'explain_request',
    title: 'Explain a request',
    does: 'Explains which fixture would answer a request now, condition by condition, and why others would not. Takes the id of a call in the journal, or an operation, a model and a body.',
    changes: 'Changes nothing: no counters, and no calls.',
    effect: 'nothing',
    input: object({
      id: member(filled, 'The id of a call in the journal.'),
      operation: member(filled, 'Converse, InvokeModel ...; Converse when omitted.'),
      modelId: member(filled, 'The model as sent.'),
      body: member(any, 'The body as sent, without the model.'),
      session: sessionMember,
    }),
    async run({ id, session, operation = 'Converse', modelId, body }, server) {
      const question =
        typeof id === 'string'
          ? await questionOf(id, server)
          : {
              operation,
              ...(modelId !== undefined && { modelId }),
              ...(body !== undefined && { body }),
            }
      return server.admin('POST', `/near-misses${inSession(session)}`, question)
    },
  },
  {
    name: 'verify_calls',
    title: 'Verify calls',
    does: 'Verifies that an expected call was made; otherwise lists the received calls.',
    changes: 'Changes nothing.',
    effect: 'nothing',
    input: expectation,
    async run(expected, server) {
      const { ok, count, message, exchanges } = (await server.admin(
        'POST',
        '/journal/verify',
        expected,
      )) as VerifyResult
      return { ok, count, message, ids: exchanges.map(({ id }) => id) }
    },
  },
]

/** A query that names a session, or none. */
export function inSession(session: Json | undefined): string {
  return typeof session === 'string' ? `?session=${encodeURIComponent(session)}` : ''
}

function missOf({ id, at, session, operation, model, asked, error, misses }: Exchange): object {
  return {
    id,
    at: new Date(at).toISOString(),
    session,
    operation,
    model: model?.sent,
    prompt: asked?.prompt.slice(0, MAX_PROMPT),
    message: error?.message,
    closest: misses,
  }
}

async function questionOf(id: string, server: AdminConnection): Promise<JsonObject> {
  const path = `/journal/${encodeURIComponent(id)}`
  const { operation, model, request } = (await server.admin('GET', path)) as Exchange
  if (request.clipped)
    throw new Error(
      `The journal keeps only the beginning of the request ${id}; start the server with a higher --journal-clip, or give operation, modelId and body.`,
    )
  return {
    operation,
    ...(model !== undefined && { modelId: model.sent }),
    ...(request.text !== '' && { body: JSON.parse(request.text) as Json }),
  }
}
