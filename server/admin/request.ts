import type { FastifyRequest } from 'fastify'
import { isObject, parseJson } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { isRealKey } from '../sessions.ts'
import { check, where } from '../shape/check.ts'
import type { Member, Shape } from '../shape/shape.ts'
import { Problem } from '../http/problem.ts'
import type { AdminRequest, AdminRoute } from './route.ts'

const NO_QUERY: Readonly<Record<string, Member>> = {}

/** Parses a request as the route describes. Throws a Problem that lists all its errors. */
export function readRequest(request: FastifyRequest, row: AdminRoute): AdminRequest {
  const given = request.query as Record<string, string | string[]>
  const members = row.query ?? NO_QUERY
  const query = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, queryValue(value, members[name])]),
  )
  const body = bodyOf(request.body, row)
  const errors = [
    ...check(
      { query },
      { kind: 'object', members: { query: { kind: 'object', members, help: '' } } },
    ),
    ...(row.body === undefined || body === undefined
      ? []
      : check({ body }, { kind: 'object', members: { body: { ...row.body, help: '' } } })),
  ].map(({ path, message }) => ({ path: where(path), message }))
  if (errors.length > 0)
    throw new Problem(400, errors.map(({ message }) => message).join('; '), errors)
  return {
    params: request.params as Record<string, string>,
    query,
    body,
    session: sessionIn(request, query, body),
    ifMatch: request.headers['if-match'],
    header: (name) => {
      const value = request.headers[name]
      return Array.isArray(value) ? value[0] : value
    },
  }
}

function bodyOf(raw: unknown, row: AdminRoute): Json | undefined {
  const bytes = Buffer.isBuffer(raw) ? raw : Buffer.alloc(0)
  if (row.body === undefined) return undefined
  if (bytes.length === 0) {
    if (row.bodyOptional === true) return undefined
    throw new Problem(400, 'The body is empty; expected JSON.')
  }
  const body = parseJson(bytes)
  if (body === undefined) throw new Problem(400, 'The body is not valid JSON.')
  return body
}

/** Converts a query value to the type of its shape; invalid values are left to the check. */
function queryValue(value: string | string[], shape: Shape | undefined): Json {
  if (Array.isArray(value)) return value
  if (shape?.kind === 'number')
    return value.trim() === '' || Number.isNaN(Number(value)) ? value : Number(value)
  if (shape?.kind === 'boolean') return value === 'true' ? true : value === 'false' ? false : value
  return shape?.kind === 'list' ? value.split(',') : value
}

function sessionIn(
  { headers }: FastifyRequest,
  query: JsonObject,
  body: Json | undefined,
): string | undefined {
  const named = query['session'] ?? headers['x-bedrock-local-session']
  const inBody = isObject(body) ? body['session'] : undefined
  for (const name of [named, inBody]) {
    if (typeof name === 'string' && isRealKey(name))
      throw new Problem(
        400,
        'A real access key id is not a session name; its calls belong to `default`.',
      )
  }
  return typeof named === 'string' && named !== '' ? named.slice(0, 128) : undefined
}
