import { describe, expect, test, vi } from 'vitest'
import { eventStream } from '../../../../server/framing/event-stream.ts'
import { CutStream, readFrames } from '../../../../server/console/wire/frames.ts'
import type { Frame } from '../../../../server/console/wire/frames.ts'

function streamOf(pieces: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece)
      controller.close()
    },
  })
}

async function read(pieces: readonly Uint8Array[]): Promise<Frame[]> {
  const all: Frame[] = []
  for await (const frame of readFrames(streamOf(pieces))) all.push(frame)
  return all
}

const frames = [
  eventStream.encode({ type: 'messageStart', payload: '{"role":"assistant"}' }),
  eventStream.encode({ type: 'contentBlockDelta', payload: '{"delta":{"text":"é🌍"}}' }),
  eventStream.encode({
    type: 'throttlingException',
    payload: '{"message":"slow"}',
    exception: true,
  }),
]
const bytes = Buffer.concat(frames)
const expected: Frame[] = [
  { kind: 'event', type: 'messageStart', payload: '{"role":"assistant"}' },
  { kind: 'event', type: 'contentBlockDelta', payload: '{"delta":{"text":"é🌍"}}' },
  { kind: 'exception', type: 'throttlingException', payload: '{"message":"slow"}' },
]

describe('frames from the server', () => {
  test('are the same wherever the stream is split', async () => {
    for (let at = 0; at <= bytes.length; at++)
      expect(await read([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(expected)
    expect(await read([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(expected)
  })

  test('that are truncated are an error, after all complete ones', async () => {
    const got: Frame[] = []
    await expect(
      (async () => {
        for await (const frame of readFrames(streamOf([bytes.subarray(0, bytes.length - 1)])))
          got.push(frame)
      })(),
    ).rejects.toThrow(CutStream)
    expect(got).toEqual(expected.slice(0, 2))
  })

  test('that are large are copied a few times, however small the chunks', async () => {
    const payload = JSON.stringify({ text: 'x'.repeat(200_000) })
    const large = eventStream.encode({ type: 'contentBlockDelta', payload })
    const chunks = Array.from({ length: Math.ceil(large.length / 100) }, (_, nth) =>
      Uint8Array.from(large.subarray(nth * 100, nth * 100 + 100)),
    )
    using set = vi.spyOn(Uint8Array.prototype, 'set')
    const [frame] = await read(chunks)
    const copied = set.mock.calls.reduce((sum, [piece]) => sum + piece.length, 0)
    expect(frame?.payload).toBe(payload)
    expect(copied).toBeLessThan(3 * large.length)
  })

  test('with a changed byte are rejected', async () => {
    const broken = Buffer.from(bytes)
    broken[40] = (broken[40] ?? 0) ^ 1
    await expect(read([broken])).rejects.toThrow()
  })

  test('are read quickly: five thousand of them', async () => {
    const many = Buffer.concat(Array.from({ length: 5_000 }, () => frames[1] ?? Buffer.alloc(0)))
    const pieces = Array.from({ length: Math.ceil(many.length / 65_536) }, (_, at) =>
      many.subarray(at * 65_536, (at + 1) * 65_536),
    )
    const before = performance.now()
    expect(await read(pieces)).toHaveLength(5_000)
    expect(performance.now() - before).toBeLessThan(5_000)
  })
})
