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

/** Adds the admin API, whose paths never collide with Bedrock's. */
export function addAdminRoutes(app: FastifyInstance, admin: AdminSources): void {
  const { adminToken } = admin.config
  if (adminToken !== undefined) knowSecret(adminToken)
  app.addHook('preClose', (done) => {
    // They would keep the server open until its grace period ends.
    admin.followers.close()
    done()
  })
  void app.register(
    (scope, _options, done) => {
      scope.setErrorHandler((thrown, _request, reply) => {
        const problem = Problem.from(thrown)
        if (problem.status === 500)
          admin.log.error({ err: thrown }, 'unexpected error in the admin API')
        return sendProblem(reply, problem)
      })
      scope.setNotFoundHandler((request, reply) => {
        const verbs = verbsAt(pathOf(request))
        if (verbs.length > 0) reply.header('allow', verbs.join(', '))
        return sendProblem(reply, notFound(request, verbs))
      })
      for (const row of adminRoutes) {
        scope.route({
          method: row.method,
          url: row.path.replaceAll(/\{(\w+)\}/g, ':$1'),
          exposeHeadRoute: takesHead(row),
          handler: (request, reply) => {
            if (
              adminToken !== undefined &&
              row.open !== true &&
              !carries(request.headers, adminToken)
            )
              throw new Problem(
                401,
                'The admin token is missing or wrong: send Authorization: Bearer <token>.',
              )
            return answer(row, request, reply, admin)
          },
        })
      }
      done()
    },
    { prefix: '/_admin' },
  )
}

async function answer(
  row: AdminRoute,
  request: FastifyRequest,
  reply: FastifyReply,
  admin: AdminSources,
): Promise<unknown> {
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

/** HEAD requests are answered at once. */
const takesHead = ({ method, stream }: AdminRoute) => method === 'GET' && stream === undefined

const pathOf = ({ url }: FastifyRequest) => url.replace(/\?.*/s, '').replace(/^\/_admin/, '')

function verbsAt(path: string): string[] {
  return adminRoutes
    .filter((row) => pattern(row).test(path))
    .flatMap((row) => (takesHead(row) ? [row.method, 'HEAD'] : [row.method]))
}

function notFound(request: FastifyRequest, verbs: readonly string[]): Problem {
  if (verbs.length === 0)
    return new Problem(
      404,
      `There is nothing at /_admin${pathOf(request).slice(0, 200)}; /_admin/ lists the routes.`,
    )
  const others = verbs.filter((verb) => verb !== 'HEAD')
  return new Problem(
    405,
    `${request.method} is not supported here; ${others.join(' and ')} ${others.length === 1 ? 'is' : 'are'}.`,
  )
}

const pattern = ({ path }: AdminRoute) =>
  new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`)
