import type { FastifyInstance, FastifyRequest } from 'fastify'
import { LambdaError } from './errors.ts'
import { post } from './socket-connections.ts'
import type { Connections } from './socket-connections.ts'

// API Gateway's limit for a message.
export const MAX_MESSAGE_BYTES = 128 * 1024

type Addressed = FastifyRequest<{ Params: { name: string; connectionId: string } }>

/** The @connections API: a function posts to its clients, looks at them, or disconnects them. */
export function addConnectionManagement(app: FastifyInstance, connections: Connections): void {
  const url = '/_lambda/:name/@connections/:connectionId'
  app.post(url, async (request: Addressed, reply) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    if (body.length > MAX_MESSAGE_BYTES) {
      throw new LambdaError('PayloadTooLargeException', 'Message too long')
    }
    const { name, connectionId } = request.params
    await post(connections.get(name, connectionId), body.toString())
    return reply.code(200).send()
  })
  app.get(url, ({ params }: Addressed) => {
    const { peer, lastActiveAt } = connections.get(params.name, params.connectionId)
    const { connectedAt, sourceIp, userAgent } = peer
    return Buffer.from(
      JSON.stringify({
        connectedAt: new Date(connectedAt).toISOString(),
        identity: { sourceIp, userAgent },
        lastActiveAt: new Date(lastActiveAt).toISOString(),
      }),
    )
  })
  app.delete(url, ({ params }: Addressed, reply) => {
    connections.get(params.name, params.connectionId).socket.close(1000)
    return reply.code(204).send()
  })
}
