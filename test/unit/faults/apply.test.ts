import { expect, test } from 'vitest'
import { actionOf } from '../../../server/faults/action.ts'
import type { WrittenAction } from '../../../server/faults/action.ts'
import { disturb } from '../../../server/faults/apply.ts'
import { collected } from '../../../server/faults/collect.ts'
import { eventStream } from '../../../server/framing/event-stream.ts'
import type { Wire } from '../../../server/bedrock/wire.ts'

const frames = ['a', 'b', 'c', 'd'].map((type) => eventStream.encode({ type, payload: '{}' }))
const stream: Wire = {
  status: 200,
  headers: [['Content-Type', eventStream.type]],
  body: { kind: 'frames', frames, atMs: [], framing: eventStream },
  end: 'end',
}
const plain: Wire = {
  status: 200,
  headers: [['Content-Type', 'application/json']],
  body: { kind: 'bytes', bytes: Buffer.from('0123456789') },
  end: 'end',
}

const disturbed = (wire: Wire, written: WrittenAction) => disturb(wire, actionOf(written))
const framesOf = ({ body }: Wire) => (body.kind === 'frames' ? body.frames : [])
const timesOf = ({ body }: Wire) => (body.kind === 'frames' ? body.atMs : [])
const texts = (wire: Wire) => framesOf(wire).map(String)

test('a delay does not change the answer', () => {
  expect(disturbed(stream, { delayMs: 5 })).toEqual({ ...stream, waitMs: 5 })
  expect(disturbed(plain, { delayMs: 0 })).toEqual(plain)
})

test('a delay comes before the time that the answer takes; an answer cut at once takes none', () => {
  const paced: Wire = { ...plain, waitMs: 100 }
  expect(disturbed(paced, { delayMs: 5 }).waitMs).toBe(105)
  expect(disturbed(paced, { byteMs: 1 }).waitMs).toBe(100)
  expect(disturbed(paced, { cut: true }).waitMs).toBeUndefined()
})

test.each([
  ['cut', 'cut'],
  ['stall', 'stall'],
  ['refuse', 'reset'],
] as const)('%s sends nothing, and the journal records neither status nor body', (what, end) => {
  const wire = disturbed(stream, { [what]: true })
  expect(wire).toEqual({ status: 0, headers: [], body: { kind: 'nothing' }, end })
})

test('an exception replaces the events after it', () => {
  const wire = disturbed(stream, { error: { type: 'ThrottlingException', afterEvents: 2 } })
  const last = eventStream.decode(framesOf(wire)[2] ?? Buffer.alloc(0))
  expect(framesOf(wire)).toHaveLength(3)
  expect(last).toMatchObject({ kind: 'exception', type: 'throttlingException' })
  expect(wire.end).toBe('end')
})

test('an exception after more events than there are comes at the end', () => {
  const wire = disturbed(stream, { error: { type: 'ThrottlingException', afterEvents: 99 } })
  expect(framesOf(wire)).toHaveLength(5)
})

test('without a stream, the error is the answer', () => {
  const wire = disturbed(plain, {
    error: { type: 'ThrottlingException', afterEvents: 2 },
    delayMs: 7,
  })
  expect(wire).toMatchObject({ status: 429, end: 'end', waitMs: 7 })
})

test('a cut after or within an event', () => {
  const cut = disturbed(stream, { cut: { afterEvents: 2 } })
  expect(cut.end).toBe('cut')
  expect(framesOf(cut)).toEqual([...frames.slice(0, 2), frames[2]?.subarray(0, 8)])
  expect(disturbed(stream, { reset: { afterEvents: 2 } })).toEqual({ ...cut, end: 'reset' })
  const within = framesOf(disturbed(stream, { cut: { inEvent: 2 } }))
  expect(within).toHaveLength(2)
  expect(within[1]?.length).toBe(Math.ceil((frames[1]?.length ?? 0) / 2))
})

test('a plain body is cut in its middle and still announces its whole length', () => {
  for (const written of [
    { cut: { inEvent: 1 } },
    { cut: { afterEvents: 3 } },
    { stall: { afterEvents: 1 } },
  ]) {
    const wire = disturbed(plain, written)
    expect(texts(wire)).toEqual(['01234'])
    expect(wire.headers).toContainEqual(['Content-Length', '10'])
    expect(wire.end).not.toBe('end')
  }
  expect(texts(disturbed(plain, { cut: { afterEvents: 0 } }))).toEqual([])
})

test('a pause delays what comes after it', () => {
  expect(
    timesOf(disturbed(stream, { stall: { afterEvents: 2, forMs: 50 }, betweenMs: 10 })),
  ).toEqual([0, 10, 70, 80])
  // A plain body is one event, wherever the pause is.
  expect(timesOf(disturbed(plain, { stall: { afterEvents: 3, forMs: 50 } }))).toEqual([0, 50])
  const wire = disturbed(plain, { stall: { afterEvents: 1, forMs: 50 } })
  expect(texts(wire)).toEqual(['01234', '56789'])
  expect(timesOf(wire)).toEqual([0, 50])
})

test('one checksum is wrong, and shared frames are not modified', () => {
  const before = frames.map((frame) => Buffer.from(frame))
  const wire = disturbed(stream, { corrupt: 2 })
  expect(frames).toEqual(before)
  expect(framesOf(wire).map((frame, at) => frame.equals(frames[at] ?? frame))).toEqual([
    true,
    false,
    true,
    true,
  ])
  expect(() => eventStream.decode(framesOf(wire)[1] ?? Buffer.alloc(0))).toThrow(/checksum/i)
  expect(disturbed(stream, { corrupt: 9 })).toMatchObject({ body: { frames } })
})

test('sends byte by byte, at the pace of the answer', () => {
  const paced: Wire = {
    ...plain,
    body: { kind: 'frames', frames: [Buffer.from('ab'), Buffer.from('c')], atMs: [0, 100] },
  }
  const wire = disturbed(paced, { byteMs: 2 })
  expect(texts(wire)).toEqual(['a', 'b', 'c'])
  expect(timesOf(wire)).toEqual([2, 4, 102])
  const large: Wire = { ...plain, body: { kind: 'bytes', bytes: Buffer.alloc(1_000_000) } }
  const pieces = framesOf(disturbed(large, { byteMs: 1 }))
  expect(pieces.length).toBeLessThanOrEqual(65_536)
  expect(Buffer.concat(pieces)).toHaveLength(1_000_000)
})

async function* chunksOf(...chunks: (Buffer | Error)[]) {
  for (const chunk of chunks) {
    if (chunk instanceof Error) throw chunk
    yield chunk
  }
}

test('an upstream stream is buffered and split into frames, however it is chunked', async () => {
  const bytes = Buffer.concat(frames)
  const wire = await collected({
    ...stream,
    body: {
      kind: 'flow',
      chunks: chunksOf(bytes.subarray(0, 50), bytes.subarray(50)),
      framing: eventStream,
    },
  })
  expect(framesOf(wire)).toEqual(frames)
  expect(wire.end).toBe('end')
})

test('a broken upstream answer is passed on as far as it came', async () => {
  const wire = await collected({
    ...plain,
    body: { kind: 'flow', chunks: chunksOf(Buffer.from('half'), new Error('gone')) },
  })
  expect(wire).toMatchObject({ body: { kind: 'bytes', bytes: Buffer.from('half') }, end: 'cut' })
})
