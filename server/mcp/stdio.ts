import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { isJSONRPCRequest } from '@modelcontextprotocol/sdk/types.js'
import type { JSONRPCMessage, RequestId } from '@modelcontextprotocol/sdk/types.js'
import type { AdminConnection } from './connection.ts'
import { createMcpServer } from './protocol.ts'

/**
 * Serves one client until it closes its end; requests that it sent before are still answered. Returns false if it ended
 * early, after a message that is too large.
 */
export async function serveStdio(
  connection: AdminConnection,
  input: Readable = process.stdin,
  output: Writable = process.stdout,
): Promise<boolean> {
  const server = createMcpServer(connection)
  const transport = new StdioServerTransport(input, output)
  const { closed, allAnswered } = follow(transport)
  await server.connect(transport)
  const ended = Promise.race([once(input, 'end'), once(input, 'close')])
  const gone = Promise.race([ended.then(allAnswered), once(output, 'close')])
  const complete = await Promise.race([gone.then(() => true), closed.then(() => false)])
  await server.close()
  return complete
}

/** What happens on a transport that is not connected yet: the protocol calls handlers that it finds. */
function follow(transport: StdioServerTransport) {
  const open = new Set<RequestId>()
  let whenAnswered: (() => void) | undefined
  const settle = (id: unknown): void => {
    open.delete(id as RequestId)
    if (open.size === 0) whenAnswered?.()
  }
  const onmessage = (message: JSONRPCMessage): void => {
    if (isJSONRPCRequest(message)) open.add(message.id)
    // A cancelled request gets no answer.
    else if ('method' in message && message.method === 'notifications/cancelled')
      settle(message.params?.['requestId'])
  }
  const write = transport.send.bind(transport)
  const send = async (message: JSONRPCMessage): Promise<void> => {
    await write(message)
    if (!('method' in message)) settle(message.id)
  }
  /** The transport closes itself if a message is too large. */
  const closed = new Promise<void>((onclose) => {
    Object.assign(transport, { onmessage, send, onclose })
  })
  const allAnswered = (): Promise<void> =>
    new Promise((resolve) => {
      whenAnswered = resolve
      if (open.size === 0) resolve()
    })
  return { closed, allAnswered }
}
