import { load } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import type { RecordedResponse } from '../../../server/recordings/recorded-response.ts'
import { isRecording, parseRecording } from '../../../server/recordings/recording.ts'
import { writeRecording } from '../../../server/recordings/write-recording.ts'
import type { RecordedEvent } from '../../../server/bedrock/answer.ts'

const request = {
  operation: 'Converse',
  model: 'amazon.nova-micro-v1:0',
  path: '/model/x/converse',
  body: { messages: [] },
}
const image = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(2_000, 1)])
const recorded = { at: '2026-03-01T10:00:00.000Z', region: 'us-east-1', latencyMs: 5 }

function written(...responses: RecordedResponse[]) {
  const files = new Map<string, Buffer>()
  return {
    text: writeRecording({ request, recorded }, responses, { stem: 'hello-3f9a1c', files }),
    files,
  }
}

function response(body: string | Buffer | RecordedEvent[]): RecordedResponse {
  const headers = [['Content-Type', 'application/json']] as const
  return {
    status: 200,
    headers,
    latencyMs: 12,
    body: typeof body === 'string' ? Buffer.from(body) : body,
  }
}

function readBack(text: string) {
  const { recording, problems } = parseRecording(text, 'recorded/hello-3f9a1c.yaml', () => text)
  expect(problems).toEqual([])
  return recording?.responses() ?? []
}

test('a recording with CRLF line endings is read like one with LF', () => {
  const body = JSON.stringify({ text: 'first\n---\r\nlast' })
  const { text } = written(response(body), response('{}'))
  const responses = readBack(text.replaceAll('\n', '\r\n'))
  expect(responses.map((one) => one.body)).toEqual([Buffer.from(body), Buffer.from('{}')])
})

describe('bodies round-trip byte for byte', () => {
  test.each([
    ['JSON', '{"b":1,"a":[null,true,"x"],"c":{}}'],
    ['a float that JSON would shorten', '{"score":28.0,"small":1e-07}'],
    ['spaces and repeated members', '{ "a": 1, "a": 2 }'],
    ['members that look like numbers', '{"2":"b","1":"a"}'],
    ['long numbers', '{"id":12345678901234567890}'],
    [
      'many lines, ends of lines and leading spaces',
      JSON.stringify({ text: '  first\n\n\tsecond \r\n---\n...\nlast\n\n' }),
    ],
    [
      'words with a special meaning in YAML',
      JSON.stringify([
        'yes',
        'null',
        '~',
        '1.0',
        '2026-03-01',
        '0x1F',
        '=',
        '<<',
        '*a',
        '&b',
        '!c',
        '# no',
        '- no',
        ': no',
        '',
        ' ',
      ]),
    ],
    [
      'characters that YAML does not print',
      JSON.stringify({ text: 'a\u0085b\u2028c\ufeffd\u0000e\u007ff\ud83c\udf0d' }),
    ],
    ['half a surrogate pair', '{"text":"\\ud83c"}'],
    ['a member of Object', '{"__proto__":{"a":1},"constructor":2}'],
    ['no JSON', '<html>\n</html>\n'],
    ['no JSON, with CRLF', '<html>\r\n</html>\r\n'],
    ['nothing', ''],
  ])('%s', (_what, text) => {
    const [back] = readBack(written(response(text)).text)
    expect(back?.body).toEqual(Buffer.from(text))
    expect(back).toMatchObject({
      status: 200,
      latencyMs: 12,
      headers: [['Content-Type', 'application/json']],
    })
  })

  test('bytes that are not text', () => {
    const bytes = Buffer.from([0, 255, 1, 254])
    expect(readBack(written(response(bytes)).text)[0]?.body).toEqual(bytes)
  })
})

describe('streams round-trip event for event', () => {
  const chunk = (native: unknown) =>
    JSON.stringify({ bytes: Buffer.from(JSON.stringify(native)).toString('base64'), p: 'abc' })
  const events: RecordedEvent[] = [
    { type: 'messageStart', payload: '{"p":"abcd","role":"assistant"}', atMs: 3 },
    {
      type: 'contentBlockDelta',
      payload: JSON.stringify({
        contentBlockIndex: 0,
        delta: { text: ' it\'s: "x" {y}, #z\n\u2028' },
      }),
      atMs: 4,
    },
    {
      type: 'chunk',
      payload: chunk({ type: 'content_block_delta', delta: { text: 'Hi 🌍' } }),
      atMs: 9,
    },
    {
      type: 'chunk',
      payload: JSON.stringify({ bytes: Buffer.from('{"score": 1.0}').toString('base64') }),
      atMs: 9,
    },
    { type: 'odd', payload: 'no JSON at all', atMs: 10 },
    { type: 'validationException', payload: '{"message":"no"}', atMs: 11, exception: true },
  ]

  test('with their times, whatever they contain', () => {
    expect(readBack(written(response(events)).text)[0]?.body).toEqual(events)
  })

  test('in one readable line each, with native chunks as JSON', () => {
    const { text } = written(response(events))
    expect(text).toContain(
      '- { atMs: 3, event: messageStart, data: {"p":"abcd","role":"assistant"} }\n',
    )
    expect(text).toContain(
      '- { atMs: 9, event: chunk, native: {"type":"content_block_delta","delta":{"text":"Hi 🌍"}}, p: abc }\n',
    )
    expect(text).toContain(
      '- { atMs: 11, exception: validationException, data: {"message":"no"} }\n',
    )
  })
})

describe('the file', () => {
  test('is two YAML documents, and the first is enough to match', () => {
    const { text } = written(response('{"a":1}'), response('{"a":2}'))
    expect(isRecording(text)).toBe(true)
    expect(isRecording('match: { operation: Converse }\nanswer: { text: "request:" }\n')).toBe(
      false,
    )
    const [first = ''] = text.split('\n---\n')
    expect(load(first)).toEqual({ request, recorded })
    let reads = 0
    const { recording } = parseRecording(first + '\n---\n', 'x.yaml', () => {
      reads += 1
      return text
    })
    expect(reads).toBe(0)
    expect(recording?.responses().map(({ body }) => body)).toEqual([
      Buffer.from('{"a":1}'),
      Buffer.from('{"a":2}'),
    ])
    recording?.responses()
    expect(reads).toBe(1)
  })

  test('shows long texts as blocks', () => {
    const { text } = written(
      response(JSON.stringify({ output: { text: 'First line.\nSecond line.\n' } })),
    )
    expect(text).toMatch(/text: \|\n +First line\.\n +Second line\.\n/)
  })

  test('names a missing media file', () => {
    const { text } = written(response(JSON.stringify({ images: [image.toString('base64')] })))
    expect(() => readBack(text)).toThrow(
      /^hello-3f9a1c\.[0-9a-f]{8}\.png is missing; it belongs to this recording$/,
    )
  })

  test('stores large media next to it, and signatures in it', () => {
    const signature = Buffer.alloc(2_000, 2).toString('base64')
    const { text, files } = written(
      response(JSON.stringify({ images: [image.toString('base64')], signature })),
    )
    expect([...files]).toEqual([[expect.stringMatching(/^hello-3f9a1c\.[0-9a-f]{8}\.png$/), image]])
    expect(text).toMatch(/- media:2680:sha256:[0-9a-f]{64}:hello-3f9a1c\.[0-9a-f]{8}\.png\n/)
    expect(text).toContain(signature)
  })

  test.each([
    ['request: [', /./],
    ['request: {}\n', /request\.operation is null; expected the name of an operation/],
    ['request: { operation: Talk }\n', /request\.operation is "Talk"/],
    ['request: { operation: Converse }\n', /responses are missing/],
    ['recorded: {}\n---\n', /request is missing/],
  ])('%j is rejected with the reason', (text, message) => {
    const { recording, problems } = parseRecording(text, 'bad.yaml')
    expect(recording).toBeUndefined()
    expect(problems).toEqual([
      expect.objectContaining({
        file: 'bad.yaml',
        severity: 'error',
        message: expect.stringMatching(message),
      }),
    ])
  })
})
