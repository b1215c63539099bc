import { expect, test } from 'vitest'
import { eventStream } from '../../../server/framing/event-stream.ts'
import { FrameReader } from '../../../server/framing/frame-reader.ts'
import type { Framing } from '../../../server/framing/framing.ts'
import { sse } from '../../../server/framing/sse.ts'

const KB = 1024
/** A megabyte in chunks this small takes as many steps as 8 MB in chunks of 1 KB. */
const SIZE = 1024 * KB
const CHUNK = 128

interface Work {
  /** Bytes that came to stand elsewhere in memory. */
  copied: number
  /** Bytes that were looked at one by one to find the end of a frame. */
  searched: number
}

/** The framing, which counts the work of a reader and stops one that does far too much. */
function counting(framing: Framing, most: number): { framing: Framing; work: Work } {
  const work = { copied: 0, searched: 0 }
  let memory: ArrayBufferLike | undefined
  const onRead = () => {
    work.searched += 1
    if (work.searched > most) throw new Error(`more than ${most} bytes were searched`)
  }
  const counted: Framing = {
    ...framing,
    frameLength(bytes, search) {
      if (bytes.buffer !== memory) work.copied += bytes.length
      memory = bytes.buffer
      return framing.frameLength(watched(bytes, onRead), search)
    },
  }
  return { framing: counted, work }
}

/** The same bytes; tells each read of a single one. */
const watched = (bytes: Buffer, onRead: () => void): Buffer =>
  new Proxy(bytes, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value === 'number' && name !== 'length') onRead()
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })

test.each([
  ['server-sent event of one line', sse, 'x'.repeat(SIZE)],
  ['server-sent event of many lines', sse, `${'x'.repeat(70)}\n`.repeat(SIZE / 71)],
  ['binary frame', eventStream, 'x'.repeat(SIZE)],
])('a large %s in small chunks is read and copied only a few times', (_, framing, payload) => {
  const bytes = framing.encode({ type: 'big', payload })
  const { framing: counted, work } = counting(framing, 3 * bytes.length)
  const reader = new FrameReader(counted)
  const frames = []
  for (let at = 0; at < bytes.length; at += CHUNK)
    frames.push(...reader.push(Buffer.from(bytes.subarray(at, at + CHUNK))))
  expect(frames.map((frame) => frame.payload.toString() === payload)).toEqual([true])
  expect(work.copied).toBeLessThan(3 * bytes.length)
})

test('what one chunk brings is not copied', () => {
  const one = sse.encode({ type: '', payload: 'x'.repeat(KB) })
  const bytes = Buffer.concat(Array.from({ length: 100 }, () => one))
  const reader = new FrameReader(sse)
  const frames = reader.push(bytes)
  expect(frames).toHaveLength(100)
  expect(frames.every((frame) => frame.bytes.buffer === bytes.buffer)).toBe(true)
})

test.each([sse, eventStream])('frames stay as they are while more arrive: $type', (framing) => {
  const texts = Array.from({ length: 100 }, (_, at) => `${at} `.repeat(1 + ((at * 37) % 200)))
  const bytes = Buffer.concat(texts.map((payload) => framing.encode({ type: 'a', payload })))
  for (const size of [1, 7, 100, 1_000, 10_000]) {
    const reader = new FrameReader(framing)
    const frames = []
    for (let at = 0; at < bytes.length; at += size)
      frames.push(...reader.push(Buffer.from(bytes.subarray(at, at + size))))
    expect(frames.map(({ payload }) => payload.toString())).toEqual(texts)
    expect(Buffer.concat(frames.map((frame) => frame.bytes)).equals(bytes)).toBe(true)
    expect(reader.partial).toBe(false)
  }
})

test.each(['\n', '\r\n', '\r'])('lines that end in %j are the same in any chunks', (end) => {
  const lines = ['data: 1', 'data: 2', '', ': ping', '', 'event: a', 'data: 3', 'data', '', '']
  const bytes = Buffer.from(lines.join(end))
  for (let size = 1; size <= bytes.length; size++) {
    const reader = new FrameReader(sse)
    const found = []
    for (let at = 0; at < bytes.length; at += size)
      found.push(...reader.push(bytes.subarray(at, at + size)))
    expect(found.map(({ type, payload }) => [type, payload.toString()])).toEqual([
      ['', '1\n2'],
      ['a', '3\n'],
    ])
  }
})
