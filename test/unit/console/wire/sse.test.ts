import { describe, expect, test, vi } from 'vitest'
import { readEvents } from '../../../../server/console/wire/sse.ts'
import type { ServerEvent } from '../../../../server/console/wire/sse.ts'

const TEXT =
  ': hello\n\nid: 1\nevent: exchange\ndata: {"a":"é🌍"}\n\nevent: changed\ndata: x\ndata: y\n\n'

function streamOf(pieces: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece)
      controller.close()
    },
  })
}

async function read(pieces: Uint8Array[]): Promise<ServerEvent[]> {
  const all: ServerEvent[] = []
  for await (const event of readEvents(streamOf(pieces))) all.push(event)
  return all
}

describe('server-sent events', () => {
  const bytes = new TextEncoder().encode(TEXT)
  const events = [
    { id: '1', type: 'exchange', data: '{"a":"é🌍"}' },
    { id: undefined, type: 'changed', data: 'x\ny' },
  ]

  test('are the same wherever the stream is split', async () => {
    for (let at = 0; at <= bytes.length; at++)
      expect(await read([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(events)
    expect(await read([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(events)
  })

  test('that are large are split once, however small the chunks', async () => {
    const data = 'x'.repeat(200_000)
    const large = new TextEncoder().encode(`data: ${data}\n\n`)
    const chunks = Array.from({ length: Math.ceil(large.length / 100) }, (_, nth) =>
      large.slice(nth * 100, nth * 100 + 100),
    )
    using split = vi.spyOn(String.prototype, 'split')
    const [event] = await read(chunks)
    const splits = split.mock.calls.length
    expect(event?.data).toBe(data)
    expect(splits).toBeLessThan(5)
  })

  test('that are truncated are left out', async () => {
    expect(await read([bytes.subarray(0, bytes.length - 1)])).toEqual(events.slice(0, 1))
  })
})
