import type { WebSocket } from 'ws'
import { LambdaError } from './errors.ts'
import type { Peer } from './socket-events.ts'

/** An open WebSocket between a client and a function. */
export interface Connection {
  fn: string
  peer: Peer
  socket: WebSocket
  lastActiveAt: number
}

/** The open connections, by id. */
export class Connections {
  #byId = new Map<string, Connection>()

  add(connection: Connection): void {
    const { connectionId } = connection.peer
    this.#byId.set(connectionId, connection)
    connection.socket.once('close', () => this.#byId.delete(connectionId))
  }

  /** A connection that is closed, or was never there, is gone. */
  get(fn: string, connectionId: string): Connection {
    const connection = this.#byId.get(connectionId)
    if (connection?.fn === fn && connection.socket.readyState === connection.socket.OPEN) {
      return connection
    }
    throw new LambdaError('GoneException', 'The connection is closed')
  }

  closeAll(): void {
    for (const { socket } of this.#byId.values()) socket.close(1001, 'Going away')
  }
}

/** Resolves when the bytes have left this process, so a slow reader slows the function and fills no memory. */
export function post({ socket }: Connection, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(text, (error) => {
      if (error) reject(new LambdaError('GoneException', 'The connection is closed'))
      else resolve()
    })
  })
}
