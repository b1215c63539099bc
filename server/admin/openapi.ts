import { map } from '../shape/shape.ts'
import { version } from '../package.ts'
import type { AdminRoute } from './route.ts'
import { schema } from '../shape/json-schema.ts'

/** The admin API as an OpenAPI document, generated from its routes. */
export function openApi(rows: readonly AdminRoute[]): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const row of rows) {
    const path = `/_admin${row.path}`
    paths[path] = { ...paths[path], [row.method.toLowerCase()]: operation(row) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'bedrock-local admin API',
      version,
      description:
        'Inspects and changes a running bedrock-local server. Responses never contain secrets.',
    },
    paths,
    components: {
      schemas: { Problem: PROBLEM },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        header: { type: 'apiKey', in: 'header', name: 'x-bedrock-local-admin-token' },
      },
    },
    // Only if the server was started with --admin-token.
    security: [{}, { bearer: [] }, { header: [] }],
  }
}

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
}

function operation(row: AdminRoute): object {
  const { path, query = {}, body, bodyOptional, answer, open } = row
  const parts = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  const parameters = [
    ...parts,
    ...Object.entries(query).map(([name, shape]) => ({
      name,
      in: 'query',
      description: shape.help,
      schema: schema(shape),
      ...(shape.kind === 'list' && { explode: false }),
    })),
  ]
  return {
    operationId: idOf(row),
    summary: row.summary,
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && {
      requestBody: {
        required: bodyOptional !== true,
        content: { 'application/json': { schema: schema(body) } },
      },
    }),
    responses: {
      [answer?.status ?? (answer === undefined ? 204 : 200)]: {
        description: answer?.what ?? 'Done.',
        ...(answer !== undefined && {
          content: { [answer.type ?? 'application/json']: { schema: schema(answer.shape ?? map) } },
        }),
      },
      ...problems(row),
    },
    ...(open === true && { security: [{}] }),
  }
}

/** `GET /journal/{id}` is `getJournalId`. */
function idOf({ method, path }: AdminRoute): string {
  const words = path.split(/[^a-z]+/i).filter((word) => word !== '')
  return (
    method.toLowerCase() +
    words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  )
}

function problems(row: AdminRoute): Record<string, object> {
  const takes = row.query !== undefined || row.body !== undefined
  const all: Readonly<Record<number, string>> = {
    ...(takes && { 400: 'The request is invalid; every problem is listed.' }),
    ...(row.open !== true && { 401: 'The admin token is missing or wrong.' }),
    403: 'The host or the origin of the page is not allowed.',
    ...row.problems,
  }
  return Object.fromEntries(
    Object.entries(all).map(([status, description]) => [
      status,
      {
        description,
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        },
      },
    ]),
  )
}
