import type { Socket } from 'node:net'
import tls from 'node:tls'
import type { TLSSocket } from 'node:tls'

/** A certificate and its key, both PEM. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** Identifies open connections. */
const nameOf = ({ localAddress, remoteAddress, remotePort }: Socket) =>
  `${localAddress} ${remoteAddress} ${remotePort}`

/** Performs the TLS handshake; drops clients that do not complete it. */
export function acceptTls(
  { cert, key }: Certificate,
  handshakeTimeout: number,
  serve: (secure: TLSSocket, tcp: Socket) => void,
): (tcp: Socket) => void {
  const server = tls.createServer({
    cert,
    key,
    ALPNProtocols: ['h2', 'http/1.1'],
    handshakeTimeout,
  })
  // A TLS socket does not expose its TCP socket.
  const begun = new Map<string, Socket>()
  server.on('secureConnection', (secure) => {
    const tcp = begun.get(nameOf(secure))
    if (tcp === undefined) secure.destroy()
    else serve(secure, tcp)
  })
  server.on('tlsClientError', (_error, secure) => secure.destroy())
  return (tcp) => {
    const name = nameOf(tcp)
    begun.set(name, tcp)
    tcp.once('close', () => begun.get(name) === tcp && begun.delete(name))
    server.emit('connection', tcp)
  }
}
