import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import type { Json } from '../json.ts'
import type { AdminConnection } from './connection.ts'
import { createMcpServer } from './protocol.ts'

const ACCEPTS = 'application/json, text/event-stream'

/** Answers one request of the Streamable HTTP transport. There are no sessions, so each request is independent. */
export async function answerMcp(
  body: Json,
  protocolVersion: string | undefined,
  connection: AdminConnection,
): Promise<{ status: number; headers: Record<string, string>; text: string }> {
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
  const server = createMcpServer(connection)
  await server.connect(transport)
  const headers = {
    'content-type': 'application/json',
    accept: ACCEPTS,
    ...(protocolVersion !== undefined && { 'mcp-protocol-version': protocolVersion }),
  }
  const request = new Request(`${connection.url}/_admin/mcp`, { method: 'POST', headers })
  const response = await transport.handleRequest(request, { parsedBody: body })
  const text = await response.text()
  await server.close()
  return { status: response.status, headers: Object.fromEntries(response.headers), text }
}
