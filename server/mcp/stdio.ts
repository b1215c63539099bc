import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import type { AdminConnection } from './connection.ts'
import { createMcpServer } from './protocol.ts'

/** Serves one client until it closes its end. */
export async function serveStdio(
  connection: AdminConnection,
  input: Readable = process.stdin,
  output: Writable = process.stdout,
): Promise<void> {
  const server = createMcpServer(connection)
  await server.connect(new StdioServerTransport(input, output))
  await Promise.race([once(input, 'end'), once(input, 'close'), once(output, 'close')])
  await server.close()
}
