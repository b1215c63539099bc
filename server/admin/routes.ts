import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { map } from '../shape/shape.ts'
import { configRoutes } from './config.ts'
import { estimateRoutes } from './estimate.ts'
import { eventRoutes } from './events.ts'
import { faultRoutes } from './faults.ts'
import { fixtureCheckRoutes } from './fixture-check.ts'
import { fixtureFileRoutes } from './fixture-files.ts'
import { fixtureRoutes } from './fixtures.ts'
import { healthRoutes } from './health.ts'
import { journalRoutes } from './journal.ts'
import { lambdaRoutes } from './lambdas.ts'
import { mcpRoutes } from './mcp.ts'
import { metricRoutes } from './metrics.ts'
import { modelRoutes } from './models.ts'
import { nearMissRoutes } from './near-misses.ts'
import { openApi } from './openapi.ts'
import { PathTable, pathOf } from '../http/path-table.ts'
import { knowSecret } from '../redaction/redact.ts'
import { Problem, sendProblem } from '../http/problem.ts'
import { policyRoutes } from './policy.ts'
import { quotaRoutes } from './quotas.ts'
import { readRequest } from './request.ts'
import { recordRoutes } from './record.ts'
import { recordingRoutes } from './recordings.ts'
import { routeIndex } from './route-index.ts'
import type { AdminRoute } from './route.ts'
import { seriesRoutes } from './series.ts'
import { sessionRoutes } from './sessions.ts'
import { sessionOf } from './sources.ts'
import type { AdminSources } from './sources.ts'
import { carries } from './token.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set for requests below `/_admin`. */
    adminRoute: AdminRoute
  }
}

/** Everything below `/_admin`. Add a list of rows for a new part. */
export const adminRoutes: readonly AdminRoute[] = [
  ...healthRoutes,
  ...configRoutes,
  ...journalRoutes,
  ...eventRoutes,
  ...fixtureCheckRoutes,
  ...fixtureRoutes,
  ...fixtureFileRoutes,
  ...modelRoutes,
  ...faultRoutes,
  ...quotaRoutes,
  ...policyRoutes,
  ...nearMissRoutes,
  ...recordingRoutes,
  ...recordRoutes,
  ...estimateRoutes,
  ...sessionRoutes,
  ...metricRoutes,
  ...seriesRoutes,
  ...lambdaRoutes,
  ...mcpRoutes,
  {
    method: 'GET',
    path: '/',
    summary: 'Lists these routes',
    open: true,
    answer: { what: 'Every route of the admin API, with a summary.', shape: map },
    run: () => routeIndex(adminRoutes),
  },
  {
    method: 'GET',
    path: '/openapi.json',
    summary: 'This document',
    open: true,
    answer: { what: 'The admin API in OpenAPI 3.1.', shape: map },
    run: () => openApi(adminRoutes),
  },
]

/** HEAD requests are answered at once. */
const methodsOf = ({ method, stream }: AdminRoute) =>
  method === 'GET' && stream === undefined ? [method, 'HEAD'] : [method]

const table = new PathTable(
  adminRoutes.flatMap((row) =>
    methodsOf(row).map((method) => ({ method, path: row.path, route: row })),
  ),
)

/** Adds the admin API, whose paths never collide with Bedrock's. */
export function addAdminRoutes(app: FastifyInstance, admin: AdminSources): void {
  const { adminToken } = admin.config
  if (adminToken !== undefined) knowSecret(adminToken)
  app.addHook('preClose', (done) => {
    // They would keep the server open until its grace period ends.
    admin.followers.close()
    done()
  })
  app.decorateRequest('adminRoute')
  for (const url of ['/_admin', '/_admin/*'])
    app.route({
      method: app.supportedMethods,
      url,
      // Before the body is read.
      onRequest: (request, reply, done) => {
        const { row, params } = findRoute(request, reply)
        if (adminToken !== undefined && row.open !== true && !carries(request.headers, adminToken))
          throw new Problem(
            401,
            'The admin token is missing or wrong: send Authorization: Bearer <token>.',
          )
        request.params = params
        request.adminRoute = row
        done()
      },
      handler: (request, reply) => answer(request, reply, admin),
      errorHandler: (thrown, _request, reply) => {
        const problem = Problem.from(thrown)
        if (problem.status === 500)
          admin.log.error({ err: thrown }, 'unexpected error in the admin API')
        sendProblem(reply, problem)
      },
    })
}

const PREFIX = '/_admin'

function findRoute(request: FastifyRequest, reply: FastifyReply) {
  const whole = pathOf(request.url)
  // The router decodes `/%5Fadmin`, which the guard would not recognise as the admin API.
  if (!whole.startsWith(PREFIX)) throw new Problem(404, 'The path of the admin API is /_admin/.')
  const path = whole.slice(PREFIX.length) || '/'
  const found = table.find(request.method, path)
  if (found !== undefined) return { row: found.row.route, params: found.params }
  const methods = table.methodsAt(path)
  if (methods.length === 0)
    throw new Problem(
      404,
      `There is nothing at /_admin${path.slice(0, 200)}; /_admin/ lists the routes.`,
    )
  reply.header('allow', methods.join(', '))
  const others = methods.filter((method) => method !== 'HEAD')
  throw new Problem(
    405,
    `${request.method} is not supported here; ${others.join(' and ')} ${others.length === 1 ? 'is' : 'are'}.`,
  )
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  admin: AdminSources,
): Promise<unknown> {
  const { adminRoute: row } = request
  const received = readRequest(request, row)
  if (row.open !== true) await admin.peers?.gather()
  if (row.stream !== undefined) {
    row.stream(received, admin, request.raw, reply.raw)
    return reply.hijack()
  }
  const run = async () => {
    const made: unknown = await row.run?.(received, admin)
    if (row.changes === 'fixtures' || row.changes === 'faults')
      admin.peers?.share(sessionOf(admin, received.session))
    await admin.peers?.settled()
    return made
  }
  const result =
    row.changes !== undefined && admin.peers?.exclusively !== undefined
      ? await admin.peers.exclusively(run)
      : await run()
  if (row.changes !== undefined) admin.followers.changed(row.changes)
  // Responses are outdated at once, so they must not be cached.
  reply.header('cache-control', 'no-store')
  if (row.answer === undefined) return reply.code(204).send()
  const { status = 200, type = 'application/json' } = row.answer
  return reply
    .code(status)
    .header('content-type', type)
    .send(typeof result === 'string' ? result : JSON.stringify(result))
}
