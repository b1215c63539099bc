import type { Wire } from '../bedrock/wire.ts'
import { FrameReader } from '../framing/frame-reader.ts'

/**
 * The whole answer of somebody else, with the times at which its parts came. It is read to its end before a fault
 * touches it, so that a recording of it knows nothing of the fault.
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
        // Views of what the connection reuses.
        frames.push(Buffer.from(part))
        atMs.push(now)
      }
    }
  } catch {
    // It broke on its own: what came is what there is.
    end = 'cut'
  }
  if (framing === undefined)
    return { ...wire, body: { kind: 'bytes', bytes: Buffer.concat(frames) }, end }
  const [first = 0] = atMs
  const since = atMs.map((at) => at - first)
  return { ...wire, body: { kind: 'frames', frames, atMs: since, framing }, end }
}
