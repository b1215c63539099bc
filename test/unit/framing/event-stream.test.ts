import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AwsError } from '../../../server/aws/errors.ts'
import { eventStream } from '../../../server/framing/event-stream.ts'
import { FrameReader } from '../../../server/framing/frame-reader.ts'

const { encode, decode, payloadOf } = eventStream

// A complete ConverseStream answer as the service sent it, one frame per line.
const GOLDEN = [
  [
    'messageStart',
    '00000081000000526cc176930b3a6576656e742d7479706507000c6d65737361676553746172740d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b2270223a2261626364222c22726f6c65223a22617373697374616e74227df512a005',
  ],
  [
    'contentBlockDelta',
    '000000c600000057f67806450b3a6576656e742d74797065070011636f6e74656e74426c6f636b44656c74610d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b22636f6e74656e74426c6f636b496e646578223a302c2264656c7461223a7b2274657874223a2248692120486f772061726520796f753f20486f77227d2c2270223a226162636465666768696a6b6c6d6e6f70717273747576777879227da88f22a4',
  ],
  [
    'contentBlockStop',
    '0000009500000056fecc83c80b3a6576656e742d74797065070010636f6e74656e74426c6f636b53746f700d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b22636f6e74656e74426c6f636b496e646578223a302c2270223a226162636465666768696a6b6c6d6e6f7071227d8dc2956d',
  ],
  [
    'messageStop',
    '00000097000000511a68450b0b3a6576656e742d7479706507000b6d65737361676553746f700d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b2270223a226162636465666768696a6b6c6d6e6f7071727374222c2273746f70526561736f6e223a226d61785f746f6b656e73227ddb5bf387',
  ],
  [
    'metadata',
    '000000ce0000004ea263e5440b3a6576656e742d747970650700086d657461646174610d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b226d657472696373223a7b226c6174656e63794d73223a3736357d2c2270223a226162636465666768696a6b6c6d6e6f222c227573616765223a7b22696e707574546f6b656e73223a382c226f7574707574546f6b656e73223a31302c22746f74616c546f6b656e73223a31387d7d98eada7f',
  ],
] as const

test.each(GOLDEN)('a %s frame round-trips byte for byte', (type, hex) => {
  const frame = decode(Buffer.from(hex, 'hex'))
  expect(frame).toMatchObject({ kind: 'event', type })
  expect(encode({ type, payload: frame.payload }).toString('hex')).toBe(hex)
})

test('frames are found however the chunks are split', () => {
  const bytes = Buffer.concat(GOLDEN.map(([, hex]) => Buffer.from(hex, 'hex')))
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: bytes.length - 1 })), (cuts) => {
      const reader = new FrameReader(eventStream)
      const ends = [...cuts.toSorted((a, b) => a - b), bytes.length]
      let from = 0
      const types = ends.flatMap((end) => {
        const frames = reader.push(bytes.subarray(from, end))
        from = end
        return frames.map(({ type }) => type)
      })
      expect(types).toEqual(GOLDEN.map(([type]) => type))
      expect(reader.partial).toBe(false)
    }),
  )
})

test('a frame with a wrong checksum is rejected', () => {
  const bytes = Buffer.from(GOLDEN[0][1], 'hex')
  bytes[40] = (bytes[40] ?? 0) ^ 1
  expect(() => new FrameReader(eventStream).push(bytes)).toThrow(/checksum/)
})

test('garbage neither hangs nor is accepted', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 0, maxLength: 200 }), (garbage) => {
      const reader = new FrameReader(eventStream)
      let frames: unknown[] = []
      try {
        frames = reader.push(Buffer.from(garbage))
      } catch (error) {
        expect(error).toBeInstanceOf(Error)
      }
      expect(frames).toEqual([])
    }),
  )
})

test('any payload survives encoding', () => {
  fc.assert(
    fc.property(fc.json(), fc.stringMatching(/^[a-zA-Z]{1,40}$/), (payload, type) => {
      const frame = decode(encode({ type, payload }))
      expect(frame.type).toBe(type)
      expect(frame.payload.toString()).toBe(payload)
    }),
  )
})

test('an exception frame has its type in lower camel case and the members of the error', () => {
  const error = new AwsError('ModelStreamErrorException', 'broke', {
    members: { originalStatusCode: 500 },
  })
  const frame = decode(eventStream.encodeError(error, 3))
  expect(frame).toMatchObject({ kind: 'exception', type: 'modelStreamErrorException' })
  expect(frame.payload.toString()).toBe('{"message":"broke","originalStatusCode":500}')
})

test('the padding is alphabetical, a prefix of one alphabet, and depends on the payload', () => {
  const padded = payloadOf({ metrics: { latencyMs: 1 }, usage: { inputTokens: 2 } })
  expect(Object.keys(JSON.parse(padded) as object)).toEqual(['metrics', 'p', 'usage'])
  expect(payloadOf({ bytes: 'AA==' })).toMatch(/^{"bytes":"AA==","p":"ab[a-zA-Z0-9]*"}$/)
  expect(payloadOf({ role: 'assistant' })).toMatch(/^{"p":"ab[a-zA-Z0-9]*","role":"assistant"}$/)
  expect(payloadOf({ bytes: 'AA==' })).toBe(payloadOf({ bytes: 'AA==' }))
  const lengths = Array.from(
    { length: 500 },
    (_, n) => (JSON.parse(payloadOf({ n })) as { p: string }).p.length,
  )
  expect(Math.min(...lengths)).toBeGreaterThanOrEqual(2)
  expect(Math.max(...lengths)).toBeLessThanOrEqual(61)
  expect(new Set(lengths).size).toBeGreaterThan(40)
})
