import type { IncomingMessage, ServerResponse } from 'node:http'
import { sse } from '../framing/sse.ts'
import { Problem } from '../http/problem.ts'
import { clientVersion } from '../http/via.ts'
import type { Followers } from './followers.ts'

const HEARTBEAT_MS = 15_000
/** Followers that read much more slowly than events arrive are dropped. */
const MAX_PENDING = 1024 * 1024

interface EventStream {
  write(text: string): void
  /** Called when the follower has left. */
  onClose(stop: () => void): void
}

/** Opens a response of server-sent events, until its reader or the server leaves. */
export function openEventStream(
  followers: Followers,
  raw: IncomingMessage,
  reply: ServerResponse,
): EventStream {
  if (followers.full) throw new Problem(503, 'Too many clients follow the events.')
  reply.writeHead(200, {
    'Content-Type': sse.type,
    'Cache-Control': 'no-store',
    ...(clientVersion(raw) === '1.1' && { 'X-Accel-Buffering': 'no' }),
  })
  let pending = 0
  const write = (text: string) => {
    // Checked before this event: a follower that is up to date may receive one of any size.
    if (pending > MAX_PENDING) {
      reply.destroy()
      return
    }
    pending += text.length
    reply.write(text, () => {
      pending -= text.length
    })
  }
  // Send something at once, so that the client knows it is connected.
  write(': following\n\n')
  const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS).unref()
  const leave = followers.add(() => reply.end())
  reply.once('close', () => {
    clearInterval(heartbeat)
    leave()
  })
  return { write, onClose: (stop) => void reply.once('close', stop) }
}

/** JSON has no line ends, so one line of data holds it. */
export function eventText(type: string, data: object, id?: string): string {
  const lines = `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`
  return id === undefined ? lines : `id: ${id}\n${lines}`
}
