import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  GoneException,
  PayloadTooLargeException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi'
import { describe, expect, test, vi } from 'vitest'
import { sharedFunctions } from '../support/functions.ts'
import { openSocket } from '../support/sockets.ts'
import { sharedServer } from '../support/server.ts'

// API Gateway's management API for WebSocket connections, through its SDK client.

const folder = sharedFunctions({
  tells: `
    export async function handler({ requestContext: { eventType, connectionId } }) {
      if (eventType !== 'MESSAGE') return { statusCode: 200 }
      const id = encodeURIComponent(connectionId)
      const url = process.env.AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI + '/@connections/' + id
      await fetch(url, { method: 'POST', body: JSON.stringify({ connectionId }) })
      return { statusCode: 200 }
    }`,
  other: `export const handler = async () => ({ statusCode: 200 })`,
})
const server = sharedServer({ lambdas: folder.dir })

const management = (name: string) =>
  new ApiGatewayManagementApiClient({
    endpoint: `${server.url}/_lambda/${name}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })

describe('@connections', () => {
  /** A connection whose function has sent the connection's id to its client. */
  async function opened() {
    const client = await openSocket(`${server.url}/_lambda/tells/ws`)
    client.socket.send('which one am I?')
    const { connectionId = '' } = await client.message<{ connectionId?: string }>(() => true)
    return { ...client, ConnectionId: connectionId }
  }

  test('sends to, reads and deletes a connection', async () => {
    const api = management('tells')
    const { ConnectionId, closed, message } = await opened()
    const Data = Buffer.from('{"posted":"žluť"}')
    await api.send(new PostToConnectionCommand({ ConnectionId, Data }))
    await message<{ posted?: string }>(({ posted }) => posted === 'žluť')
    expect(await api.send(new GetConnectionCommand({ ConnectionId }))).toMatchObject({
      ConnectedAt: expect.any(Date),
      LastActiveAt: expect.any(Date),
      Identity: { SourceIp: '127.0.0.1', UserAgent: '' },
    })
    await api.send(new DeleteConnectionCommand({ ConnectionId }))
    expect((await closed)[0]).toBe(1000)
    await vi.waitFor(
      () =>
        expect(api.send(new GetConnectionCommand({ ConnectionId }))).rejects.toBeInstanceOf(
          GoneException,
        ),
      30_000,
    )
  })

  test("a closed, an unknown and another function's connection are gone", async () => {
    const { ConnectionId, socket, closed } = await opened()
    const post = (name: string, id = ConnectionId) =>
      management(name).send(
        new PostToConnectionCommand({ ConnectionId: id, Data: Buffer.from('x') }),
      )
    await expect(post('other')).rejects.toBeInstanceOf(GoneException)
    await expect(post('tells', 'L0SM9cOFvHcCIhw=')).rejects.toBeInstanceOf(GoneException)
    socket.close()
    await closed
    await vi.waitFor(() => expect(post('tells')).rejects.toBeInstanceOf(GoneException), 30_000)
  })

  test('more than 128 KB is rejected', async () => {
    const { ConnectionId, socket } = await opened()
    const Data = Buffer.alloc(128 * 1024 + 1, 'x')
    await expect(
      management('tells').send(new PostToConnectionCommand({ ConnectionId, Data })),
    ).rejects.toBeInstanceOf(PayloadTooLargeException)
    socket.terminate()
  })
})
