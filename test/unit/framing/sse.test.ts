import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AwsError } from '../../../server/aws/errors.ts'
import { FrameReader } from '../../../server/framing/frame-reader.ts'
import { serverSentEvents, sse } from '../../../server/framing/sse.ts'
import { anyString } from '../../support/characters.ts'

/** The events of a text that arrives in chunks of this many bytes. */
function read(text: string | Buffer, size = 1_000_000) {
  const bytes = Buffer.from(text)
  const reader = new FrameReader(sse)
  const events = []
  for (let at = 0; at < bytes.length; at += size)
    for (const { kind, type, payload, id } of reader.push(bytes.subarray(at, at + size)))
      events.push({ kind, type, payload: payload.toString(), ...(id !== undefined && { id }) })
  return { events, partial: reader.partial }
}

const event = (payload: string, type = '') => ({ kind: 'event', type, payload })

test.each([
  ['no name', sse, { type: '', payload: '{"a":1}' }, 'data: {"a":1}\n\n'],
  ['a name', sse, { type: 'ping', payload: '{}' }, 'event: ping\ndata: {}\n\n'],
  [
    'the name after the data',
    serverSentEvents({ nameLast: true }),
    { type: 'ping', payload: '{}' },
    'data: {}\nevent: ping\n\n',
  ],
  ['an id', sse, { type: 'a', payload: '{}', id: '7' }, 'id: 7\nevent: a\ndata: {}\n\n'],
  ['several lines', sse, { type: '', payload: 'a\nb\r\nc' }, 'data: a\ndata: b\ndata: c\n\n'],
  ['a multi-line name', sse, { type: 'a\nb', payload: '' }, 'event: a b\ndata: \n\n'],
])('writes an event with %s', (_, framing, written, bytes) => {
  expect(framing.encode(written).toString()).toBe(bytes)
})

test('an API can end its streams with its own event', () => {
  expect(serverSentEvents({ end: '[DONE]' }).end?.toString()).toBe('data: [DONE]\n\n')
  expect(sse.end).toBeUndefined()
})

test('formats an error in mid-stream as Anthropic does, or as the API requires', () => {
  const error = new AwsError('ThrottlingException', 'Slow down.')
  expect(sse.encodeError(error, 3).toString()).toBe(
    'event: error\ndata: {"type":"error","error":{"type":"ThrottlingException","message":"Slow down."}}\n\n',
  )
  const own = serverSentEvents({
    error: ({ message }) => ({ type: '', payload: JSON.stringify({ error: { message } }) }),
  })
  expect(own.encodeError(error, 3).toString()).toBe('data: {"error":{"message":"Slow down."}}\n\n')
})

test.each([
  ['line feeds', 'data: 1\n\ndata: 2\n\n'],
  ['CRLF', 'data: 1\r\n\r\ndata: 2\r\n\r\n'],
  ['carriage returns', 'data: 1\r\rdata: 2\r\r'],
  ['comments and pings', ': hello\n\ndata: 1\n\n: ping\n\n: ping\n\ndata: 2\n\n: bye\n\n'],
  ['blocks without data', 'event: nothing\n\nretry: 10\n\ndata: 1\n\nid\n\ndata: 2\n\n'],
  ['no space after the colon', 'data:1\n\ndata:2\n\n'],
  ['unknown fields', 'x: y\ndata: 1\nz\n\ndata: 2\n\n'],
  ['a byte order mark', '\uFEFFdata: 1\n\ndata: 2\n\n'],
])('reads events with %s, however they are chunked', (_, text) => {
  for (const size of [1, 2, 3, 5, 1_000]) {
    const { events, partial } = read(text, size)
    expect(events.map(({ payload, type }) => [type, payload])).toEqual([
      ['', '1'],
      ['', '2'],
    ])
    expect(partial).toBe(false)
  }
})

test('reads names, ids and several lines of data, whatever their order', () => {
  expect(read('id: 7\ndata: a\nevent: note\ndata: b\ndata\n\n').events).toEqual([
    { ...event('a\nb\n', 'note'), id: '7' },
  ])
})

test('a character split between two chunks stays whole', () => {
  const text = 'data: {"text":"Grüße 👋🏽 日本"}\n\n'
  for (let size = 1; size < 12; size++)
    expect(read(text, size).events).toEqual([event('{"text":"Grüße 👋🏽 日本"}')])
})

test('bytes that are not UTF-8 are kept', () => {
  const [frame] = new FrameReader(sse).push(
    Buffer.from([0x64, 0x61, 0x74, 0x61, 0x3a, 0xff, 10, 10]),
  )
  expect(frame?.payload).toEqual(Buffer.from([0xff]))
})

test.each([
  ['event: error\ndata: {}\n\n', 'exception'],
  ['data: {"error":{"message":"no"}}\n\n', 'exception'],
  ['data: {"code":"x","message":"no","type":"error"}\n\n', 'exception'],
  ['event: message\ndata: {"error":{"message":"quoted"}}\n\n', 'event'],
  ['data: {"response":{"error":null},"type":"response.created"}\n\n', 'event'],
  ['data: [DONE]\n\n', 'event'],
])('%j is an %s', (text, kind) => {
  expect(read(text).events.map((each) => each.kind)).toEqual([kind])
})

test('an unfinished event is partial', () => {
  expect(read('data: 1\n\ndata: 2\n')).toEqual({ events: [event('1')], partial: true })
  expect(read('data: 1\n\nda').partial).toBe(true)
  expect(read('data: 1\n\n: pi').partial).toBe(false)
})

test('the last events are found in bytes that start within an event', () => {
  const bytes = Buffer.from('ta: {"a":"data: 0"}\n\ndata: 1\n\ndata: [DONE]\n\n')
  for (let at = 0; at < 20; at++) {
    const payloads = sse.lastFrames(bytes.subarray(at)).map(({ payload }) => payload.toString())
    expect(payloads.slice(-2)).toEqual(['1', '[DONE]'])
  }
})

test('any event survives encoding, however it is chunked', () => {
  const line = anyString().map((text) => text.replaceAll(/[\r\n]/g, ''))
  const events = fc.array(fc.record({ type: line, payload: fc.json() }), {
    minLength: 1,
    maxLength: 5,
  })
  fc.assert(
    fc.property(events, fc.integer({ min: 1, max: 40 }), fc.boolean(), (all, size, nameLast) => {
      const framing = nameLast ? serverSentEvents({ nameLast }) : sse
      const bytes = Buffer.concat(all.map((each) => framing.encode(each)))
      const { events: found, partial } = read(bytes, size)
      expect(found.map(({ type, payload }) => ({ type, payload }))).toEqual(all)
      expect(partial).toBe(false)
    }),
  )
})
