import { once } from 'node:events'
import type { Server } from 'node:http'
import net from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** A plain Node server on a free port, closed with its sockets at the end of the test's scope. */
export async function listening(server: Server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const sockets: Socket[] = []
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    /** A connection that sends these bytes and collects everything that it receives. */
    connect(...bytes: (string | Buffer)[]) {
      const socket = net.connect(port, '127.0.0.1')
      sockets.push(socket)
      for (const piece of bytes) socket.write(piece)
      return { socket, received: everything(socket) }
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function everything(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    socket.setEncoding('latin1').on('data', (piece: string) => (text += piece))
    socket.on('error', () => {}).on('close', () => resolve(text))
  })
}
