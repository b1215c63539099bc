import type { OutgoingHttpHeader, OutgoingHttpHeaders, Server, ServerResponse } from 'node:http'
import { breakOff, cutConnection, inTurn, isClosed, socketOf } from './connection.ts'
import { Wheel } from './wheel.ts'
import type { Headers } from '../aws/headers.ts'
import { ONE_WRITE } from '../bedrock/wire.ts'
import type { Wire, Delivery } from '../bedrock/wire.ts'

const wheel = new Wheel()

/** A client that is still acknowledging data, as Go does over HTTP/2, takes an early reset for the end of the answer. */
const LAST_WORD_MS = 20

/** An answer may be sent byte by byte; more timestamps than this are of no use. */
const MAX_TIMES = 10_000

/** Sends a rendered response at its pace and reports how it went. Never throws: clients may leave at any time. */
export function send(
  reply: ServerResponse,
  wire: Wire,
  headers: Headers,
  onFirst?: () => void,
): Delivery | Promise<Delivery> {
  const turn = inTurn(reply)
  if (turn !== undefined) return turn.then(() => send(reply, wire, headers, onFirst))
  const { waitMs } = wire
  return waitMs === undefined
    ? sendNow(reply, wire, headers, onFirst)
    : sendLater(reply, wire, headers, waitMs, onFirst)
}

function sendNow(
  reply: ServerResponse,
  wire: Wire,
  headers: Headers,
  onFirst?: () => void,
): Delivery | Promise<Delivery> {
  const { body } = wire
  const startedAt = performance.now()
  if (body.kind === 'nothing') return sendNothing(reply, wire.end)
  if (isClosed(reply)) {
    if (body.kind === 'flow') return abandon(body.chunks)
    return { atMs: [], ended: 'client left' }
  }
  writeHead(reply, wire, headers)
  if (body.kind === 'bytes' && wire.end === 'end') {
    sendWhole(reply, wire.status, body)
    return { atMs: [performance.now() - startedAt], ended: 'complete' }
  }
  if (body.kind === 'flow') return sendFlow(reply, body.chunks, startedAt, onFirst)
  const dueMs = body.kind === 'bytes' ? [] : body.atMs
  if (body.kind === 'frames' && dueMs.length === 0 && wire.end === 'end') {
    sendTogether(reply, body)
    const atMs = [performance.now() - startedAt]
    return { atMs, together: body.made?.count ?? body.frames.length, ended: 'complete' }
  }
  const frames = body.kind === 'bytes' ? [body.bytes] : body.frames
  return sendPaced(reply, { frames, dueMs, end: wire.end, startedAt, onFirst })
}

function sendWhole(
  reply: ServerResponse,
  status: number,
  body: Extract<Wire['body'], { kind: 'bytes' }>,
): void {
  if (status === 200 && lengthOf(body) <= ONE_WRITE && extendHead(reply, body)) reply.end()
  else reply.end(body.bytes)
}

function sendTogether(
  reply: ServerResponse,
  body: Extract<Wire['body'], { kind: 'frames' }>,
): void {
  const { made } = body
  if (made === undefined || reply.req.httpVersionMajor === 2) {
    reply.end(body.joined ?? made?.bytes() ?? Buffer.concat(body.frames))
    return
  }
  const bytes = made.lend()
  reply.end(bytes)
  // Usually the kernel has taken all of it by now, and the next answer is written over bytes that are in the cache.
  if (reply.socket?.writableLength === 0) made.giveBack(bytes)
  else reply.once('finish', () => made.giveBack(bytes))
}

/**
 * Appends a body to the head, which Node sends in one plain write. `end(body)` would write head, body and an empty text in
 * a vectored write that takes longer. False if this version of Node keeps the head elsewhere.
 */
function extendHead(
  reply: ServerResponse & { _header?: unknown },
  body: Extract<Wire['body'], { kind: 'bytes' }>,
): boolean {
  const { _header: head } = reply
  if (typeof head !== 'string' || !head.endsWith('\r\n\r\n')) return false
  // Node writes heads as Latin-1: a letter per byte. A text of as many letters as bytes is ASCII.
  const { text } = body
  const letters = text?.length === lengthOf(body) ? text : body.bytes.toString('latin1')
  // oxlint-disable-next-line no-underscore-dangle -- Node's own member
  reply._header = head + letters
  return true
}

/** The status is not sent early either. */
async function sendLater(
  reply: ServerResponse,
  wire: Wire,
  headers: Headers,
  waitMs: number,
  onFirst?: () => void,
): Promise<Delivery> {
  const startedAt = performance.now()
  await new Promise<void>((resolve) => {
    if (isClosed(reply)) return resolve()
    const timer = setTimeout(resolve, waitMs)
    reply.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
  })
  const before = performance.now() - startedAt
  const delivery = await sendNow(reply, wire, headers, onFirst)
  return { ...delivery, atMs: delivery.atMs.map((at) => at + before) }
}

/** Sends nothing: closes the connection, or stays silent until someone gives up. */
function sendNothing(reply: ServerResponse, end: Wire['end']): Promise<Delivery> {
  return new Promise((resolve) => {
    const done = () => resolve({ atMs: [], ended: 'cut' })
    if (isClosed(reply)) return done()
    reply.once('close', done)
    if (end === 'stall') staySilent(reply)
    else cutConnection(reply, end === 'reset' ? 'reset' : 'cut')
  })
}

const silent = new Set<ServerResponse>()

function staySilent(reply: ServerResponse): void {
  silent.add(reply)
  reply.once('close', () => silent.delete(reply))
}

/** Answers that never end would delay the shutdown by the whole grace period. */
export function endSilence(server: Server): void {
  for (const reply of silent) {
    const socket = socketOf(reply)
    if (socket !== undefined && 'server' in socket && socket.server === server) socket.destroy()
  }
}

/** Header names keep AWS's capitals over HTTP/1.1; HTTP/2 has none. */
function writeHead(reply: ServerResponse, { status, headers, body }: Wire, more: Headers): void {
  // A response with this status has no body and no length.
  const isSized = body.kind === 'bytes' && status !== 204
  if (reply.req.httpVersionMajor === 2) {
    const all: OutgoingHttpHeaders = {}
    for (const [name, value] of headers) all[name] = value
    for (const [name, value] of more) all[name] = value
    if (isSized) all['Content-Length'] = lengthOf(body)
    reply.writeHead(status, all)
    return
  }
  // Node accepts alternating names and values without an intermediate object.
  const all: (string | number)[] = []
  let sized = false
  for (const [name, value] of headers) {
    if (isLength(name)) {
      if (body.kind === 'bytes') continue
      sized = true
    }
    if (!isNamed(more, name)) all.push(name, value)
  }
  for (const [name, value] of more) all.push(name, value)
  if (isSized) all.push('Content-Length', lengthOf(body))
  else if (body.kind !== 'bytes' && !sized) all.push('Transfer-Encoding', 'chunked')
  reply.writeHead(status, all as unknown as OutgoingHttpHeader[])
}

const lengthOf = (body: { bytes: Buffer; length?: number }): number =>
  body.length ?? body.bytes.length

const isLength = (name: string): boolean =>
  name.length === 14 && name.toLowerCase() === 'content-length'

function isNamed(headers: Headers, name: string): boolean {
  for (const [other] of headers) if (other === name) return true
  return false
}

interface Paced {
  frames: readonly Buffer[]
  dueMs: readonly number[]
  end: Wire['end']
  startedAt: number
  onFirst: (() => void) | undefined
}

function sendPaced(
  reply: ServerResponse,
  { frames, dueMs, end, startedAt, onFirst }: Paced,
): Promise<Delivery> {
  return new Promise((resolve) => {
    const atMs: number[] = []
    let next = 0
    let left = false
    const finish = (ended: Delivery['ended']) => resolve({ atMs, ended })
    reply.once('close', () => {
      left = true
      finish(
        next >= frames.length && end === 'end'
          ? 'complete'
          : next >= frames.length
            ? 'cut'
            : 'client left',
      )
    })
    const isBroken = end === 'cut' || end === 'reset'
    const breakIt = () =>
      setTimeout(cutConnection, LAST_WORD_MS, reply, end === 'reset' ? 'reset' : 'cut')
    const step = () => {
      if (left) return
      const now = performance.now() - startedAt
      while (next < frames.length && (dueMs[next] ?? 0) <= now) {
        // Flush what was written before breaking the connection.
        const written = isBroken && next === frames.length - 1 ? breakIt : undefined
        const full = !reply.write(frames[next], written)
        next++
        if (next === 1) onFirst?.()
        if (atMs.length < MAX_TIMES) atMs.push(now)
        if (full && next < frames.length) {
          reply.once('drain', step)
          return
        }
      }
      if (next < frames.length) wheel.at(startedAt + (dueMs[next] ?? 0), step)
      else if (end === 'end') reply.end()
      else if (end === 'stall') staySilent(reply)
      else if (frames.length === 0) breakIt()
    }
    reply.flushHeaders()
    step()
  })
}

/** Forwards upstream bytes unchanged, at the speed of the client. */
async function sendFlow(
  reply: ServerResponse,
  chunks: AsyncIterable<Buffer>,
  startedAt: number,
  onFirst?: () => void,
): Promise<Delivery> {
  const atMs: number[] = []
  // Most answers arrive with their head: use one write for both, unless the first chunk is delayed.
  const head = setImmediate(() => reply.flushHeaders())
  try {
    for await (const chunk of chunks) {
      if (atMs.length === 0) {
        clearImmediate(head)
        onFirst?.()
      }
      atMs.push(performance.now() - startedAt)
      if (!reply.write(chunk) && !isClosed(reply)) await drained(reply)
      if (isClosed(reply)) return { atMs, ended: 'client left' }
    }
  } catch {
    clearImmediate(head)
    if (isClosed(reply)) return { atMs, ended: 'client left' }
    reply.flushHeaders()
    breakOff(reply)
    return { atMs, ended: 'upstream broke' }
  }
  clearImmediate(head)
  reply.end()
  return { atMs, ended: 'complete' }
}

async function abandon(chunks: AsyncIterable<Buffer>): Promise<Delivery> {
  await chunks[Symbol.asyncIterator]().return?.()
  return { atMs: [], ended: 'client left' }
}

function drained(reply: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      reply.off('drain', done).off('close', done)
      resolve()
    }
    reply.once('drain', done).once('close', done)
  })
}
