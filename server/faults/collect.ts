import type { Wire } from '../bedrock/wire.ts'
import { FrameReader } from '../framing/frame-reader.ts'

/**
 * Collects a complete upstream answer with the arrival times of its parts. It is read to the end before a fault is
 * applied, so that recordings do not contain the fault.
 */
export async function collected(wire: Wire): Promise<Wire> {
  const { body } = wire
  if (body.kind !== 'flow') return wire
  const { framing } = body
  const reader = framing && new FrameReader(framing)
  const startedAt = performance.now()
  const frames: Buffer[] = []
  const atMs: number[] = []
  let end = wire.end
  try {
    for await (const chunk of body.chunks) {
      const now = performance.now() - startedAt
      for (const part of reader?.push(chunk).map(({ bytes }) => bytes) ?? [chunk]) {
        // Copies, because the connection reuses its buffers.
        frames.push(Buffer.from(part))
        atMs.push(now)
      }
    }
  } catch {
    // The upstream broke off: use what arrived.
    end = 'cut'
  }
  if (framing === undefined)
    return { ...wire, body: { kind: 'bytes', bytes: Buffer.concat(frames) }, end }
  const [first = 0] = atMs
  const since = atMs.map((at) => at - first)
  return { ...wire, body: { kind: 'frames', frames, atMs: since, framing }, end }
}
