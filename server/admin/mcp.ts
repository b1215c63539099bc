import type { IncomingMessage, ServerResponse } from 'node:http'
import { any } from '../shape/shape.ts'
import { clientUrl } from '../settings/client-env.ts'
import type { AdminRequest, AdminRoute } from './route.ts'
import type { AdminSources } from './sources.ts'

export const mcpRoutes: readonly AdminRoute[] = [
  {
    method: 'POST',
    path: '/mcp',
    summary:
      'The tools of `bedrock-local mcp`, for clients of the Model Context Protocol over HTTP',
    body: any,
    answer: { what: 'The answer in JSON-RPC; 202 without a body for a notification.' },
    stream: (request, admin, raw, reply) => void answerTo(request, admin, raw, reply),
  },
]

async function answerTo(
  { body }: AdminRequest,
  { config, log }: AdminSources,
  { headers, socket }: IncomingMessage,
  reply: ServerResponse,
): Promise<void> {
  try {
    const { answerMcp } = await import('../mcp/http.ts')
    const { connect } = await import('../mcp/connection.ts')
    // The tools use the admin API over HTTP, here as in another process; the port is the one that was reached.
    const url = clientUrl({ host: config.host, port: socket.localPort ?? config.port })
    const version = headers['mcp-protocol-version']
    const answer = await answerMcp(
      body as Parameters<typeof answerMcp>[0],
      typeof version === 'string' ? version : undefined,
      connect(url, config.adminToken),
    )
    reply.writeHead(answer.status, { ...answer.headers, 'cache-control': 'no-store' })
    reply.end(answer.text)
  } catch (thrown) {
    log.error({ err: thrown }, 'unexpected error in the admin API')
    reply.writeHead(500).end()
  }
}
