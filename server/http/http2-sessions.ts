import type { Http2Server, ServerHttp2Session, ServerHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'
import { isInner, tcpSocket } from './connection.ts'

const SWEEP_MS = 1_000

/** An open HTTP/2 connection and its calls. */
interface SessionUse {
  readonly open: Set<ServerHttp2Stream>
  /** When a call last started or ended. */
  since: number
  /** The bytes received when the session was last known to be healthy. */
  bytesRead: number
  /** The bytes sent when the last ping was sent. */
  pingedAt?: number | undefined
}

export interface SessionKeeper {
  readonly sessions: ReadonlyMap<ServerHttp2Session, SessionUse>
  stop(): void
}

/**
 * Tracks the sessions of a server and closes idle and failed ones. They share one timer, because a timer per session
 * would keep closed sessions in memory.
 */
export function keepSessions(h2: Http2Server, idleMs: number): SessionKeeper {
  const sessions = new Map<ServerHttp2Session, SessionUse>()
  h2.on('sessionError', (_error, session) => {
    setImmediate(() => tcpSocket(session)?.destroy())
  })
  h2.on('session', (session) => {
    const use: SessionUse = { open: new Set(), since: Date.now(), bytesRead: 0 }
    sessions.set(session, use)
    session.on('stream', (stream) => {
      use.open.add(stream)
      use.since = Date.now()
      stream.once('close', () => {
        use.open.delete(stream)
        use.since = Date.now()
      })
    })
    session.once('close', () => sessions.delete(session))
  })
  const sweep = () => {
    const now = Date.now()
    for (const [session, use] of sessions) {
      if (isInner(session)) continue
      const socket = tcpSocket(session)
      if (use.open.size === 0 && use.since < now - idleMs) session.destroy()
      else if (socket !== undefined && now - use.since >= SWEEP_MS) probe(session, use, socket)
    }
  }
  const timer = setInterval(sweep, Math.min(SWEEP_MS, idleMs)).unref()
  return { sessions, stop: () => clearInterval(timer) }
}

/**
 * After a connection error, nghttp2 sends GOAWAY and stops reading, but Node emits no event: the descriptor stays open
 * even after the client has left. Such a session does not write pings either, which is how it is detected.
 */
function probe(session: ServerHttp2Session, use: SessionUse, socket: Socket): void {
  if (use.pingedAt !== undefined) {
    const isDead = socket.bytesWritten === use.pingedAt && !isStalled(use)
    use.pingedAt = undefined
    if (isDead) socket.destroy()
  } else if (socket.bytesRead !== use.bytesRead && !session.closed && !session.destroyed) {
    use.bytesRead = socket.bytesRead
    use.pingedAt = socket.bytesWritten
    session.ping(() => (use.bytesRead = socket.bytesRead))
  }
}

/** Whether nothing is written because the client does not read. */
function isStalled({ open }: SessionUse): boolean {
  for (const stream of open) if (stream.writableLength > 0) return true
  return false
}
