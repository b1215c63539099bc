import { describe, expect, test } from 'vitest'
import type { Json } from '../../../server/json.ts'
import {
  canonicalOrder,
  digestOf,
  keyOf,
  sameJson,
  sameRequest,
} from '../../../server/recordings/key.ts'
import { markOf } from '../../../server/redaction/media.ts'
import { noSettings, parseSettings } from '../../../server/redaction/settings-file.ts'
import type { FixtureSettings } from '../../../server/redaction/settings-file.ts'
import { sentCall } from '../../support/stored-calls.ts'

const NOVA = 'amazon.nova-micro-v1:0'
const say = (text: string, more: object = {}) =>
  ({ messages: [{ role: 'user', content: [{ text }] }], ...more }) as Json

function same(
  a: Parameters<typeof sentCall>,
  b: Parameters<typeof sentCall>,
  settings: FixtureSettings = noSettings,
): boolean {
  const [one, other] = [keyOf(sentCall(...a), settings), keyOf(sentCall(...b), settings)]
  return sameRequest(one, other) && one.model === other.model && sameJson(one.own, other.own)
}

describe('two requests are the same', () => {
  test.each<[string, Parameters<typeof sentCall>, Parameters<typeof sentCall>]>([
    [
      'with other key order and spacing',
      ['Converse', NOVA, '{"a":1,"messages":[]}'],
      ['Converse', NOVA, '{ "messages": [], "a": 1.0 }'],
    ],
    [
      'by id and by ARN',
      ['Converse', NOVA, say('x')],
      ['Converse', `arn:aws:bedrock:us-east-1::foundation-model/${NOVA}`, say('x')],
    ],
    [
      'with other metadata',
      ['Converse', NOVA, say('x', { requestMetadata: { a: 'b' } })],
      ['Converse', NOVA, say('x')],
    ],
    [
      'with a stray modelId',
      ['Converse', NOVA, say('x', { modelId: NOVA })],
      ['Converse', NOVA, say('x')],
    ],
    [
      'whether JSON is asked for or nothing',
      ['InvokeModel', NOVA, say('x'), { headers: [['Accept', 'application/json']] }],
      [
        'InvokeModel',
        NOVA,
        say('x'),
        {
          headers: [
            ['accept', '*/*'],
            ['user-agent', 'other'],
          ],
        },
      ],
    ],
  ])('%s', (_what, a, b) => {
    expect(same(a, b)).toBe(true)
  })
})

describe('two requests differ', () => {
  const long = 'word '.repeat(500)
  test.each<[string, Parameters<typeof sentCall>, Parameters<typeof sentCall>]>([
    [
      'in a word in the middle of a long text',
      ['Converse', NOVA, say(`${long}cat${long}`)],
      ['Converse', NOVA, say(`${long}dog${long}`)],
    ],
    ['in the model', ['Converse', NOVA, say('x')], ['Converse', 'amazon.nova-lite-v1:0', say('x')]],
    [
      'in the route to the model',
      ['Converse', NOVA, say('x')],
      ['Converse', `us.${NOVA}`, say('x')],
    ],
    [
      'in a setting',
      ['Converse', NOVA, say('x', { inferenceConfig: { temperature: 0 } })],
      ['Converse', NOVA, say('x')],
    ],
    ['in the operation', ['InvokeModel', NOVA, say('x')], ['Converse', NOVA, say('x')]],
    [
      'in a guardrail header',
      ['InvokeModel', NOVA, say('x'), { headers: [['X-Amzn-Bedrock-GuardrailIdentifier', 'a']] }],
      ['InvokeModel', NOVA, say('x')],
    ],
    [
      'in stream, within one operation',
      ['InvokeModelWithResponseStream', NOVA, say('x', { stream: true })],
      ['InvokeModelWithResponseStream', NOVA, say('x', { stream: false })],
    ],
    [
      'in the order of a list',
      ['Converse', NOVA, { a: [1, 2] }],
      ['Converse', NOVA, { a: [2, 1] }],
    ],
    ['in null and absent', ['Converse', NOVA, { a: null }], ['Converse', NOVA, { b: null }]],
    [
      'in bodies that are not JSON',
      ['InvokeModel', NOVA, 'not json'],
      ['InvokeModel', NOVA, 'nor this'],
    ],
  ])('%s', (_what, a, b) => {
    expect(same(a, b)).toBe(false)
  })
})

describe('siblings', () => {
  test('share a key, whatever only one of them has', () => {
    const plain = keyOf(
      sentCall(
        'Converse',
        NOVA,
        say('x', {
          additionalModelResponseFieldPaths: ['/a'],
          guardrailConfig: { guardrailIdentifier: 'g' },
        }),
      ),
      noSettings,
    )
    const stream = keyOf(
      sentCall(
        'ConverseStream',
        NOVA,
        say('x', {
          additionalModelResponseFieldPaths: ['/delta/a'],
          guardrailConfig: { guardrailIdentifier: 'g', streamProcessingMode: 'async' },
        }),
      ),
      noSettings,
    )
    expect(sameRequest(plain, stream)).toBe(true)
    const invoke = keyOf(sentCall('InvokeModel', NOVA, say('x')), noSettings)
    const invokeStream = keyOf(
      sentCall('InvokeModelWithResponseStream', NOVA, say('x', { stream: true })),
      noSettings,
    )
    expect(sameRequest(invoke, invokeStream)).toBe(true)
  })
})

describe('settings.yaml', () => {
  test('lists what else to ignore', () => {
    const { settings, problems } = parseSettings(
      "ignore: [inferenceConfig.temperature, 'messages.*.content.*.document.name', header.trace]\nnormalise: [uuid, timestamp, { pattern: 'order-\\d+', as: order }]\n",
      'settings.yaml',
    )
    expect(problems).toEqual([])
    const at = (id: string, temperature: number, day: string): Parameters<typeof sentCall> => [
      'Converse',
      NOVA,
      say(`order-${temperature} at ${day}T10:00:00Z is ${id}`, {
        inferenceConfig: { temperature, maxTokens: 5 },
      }),
    ]
    const one = at('0a1b2c3d-1111-4222-8333-444455556666', 1, '2026-01-01')
    const other = at('ffffffff-1111-4222-8333-444455556666', 22, '2026-11-30')
    expect(same(one, other)).toBe(false)
    expect(same(one, other, settings)).toBe(true)
    const header: Parameters<typeof sentCall> = [
      'InvokeModel',
      NOVA,
      say('x'),
      { headers: [['X-Amzn-Bedrock-Trace', 'ENABLED']] },
    ]
    expect(same(header, ['InvokeModel', NOVA, say('x')], settings)).toBe(true)
  })

  test.each([
    ['ignore: temperature\n', 1, /ignore is not a list/],
    ['redact:\n  - { pattern: "(" }\n', 2, /the pattern \( cannot be read/],
    ['\nnormalize: []\n', 2, /normalize is unknown; expected one of ignore, normalise, redact/],
    [
      'normalise: [nothing]\n',
      1,
      /normalise takes uuid, timestamp, date, time, \{ pattern: \.\.\., as: \.\.\. \}, not "nothing"/,
    ],
    ['redact: [{ pattern: "x*" }]\n', 1, /matches the empty text/],
    ['ignore: [\n', 2, /./],
    ['- a\n', 1, /the file is not an object/],
  ])('%j is reported as an error', (text, line, message) => {
    const { problems } = parseSettings(text, 'settings.yaml')
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({
      file: 'settings.yaml',
      line,
      message: expect.stringMatching(message),
    })
  })

  test('may be empty', () => {
    expect(parseSettings('# nothing\n', 'settings.yaml')).toEqual({
      settings: noSettings,
      problems: [],
    })
  })
})

test('a placeholder equals the media that it replaces, and nothing else', () => {
  const image = Buffer.alloc(3_000, 'image').toString('base64')
  const mark = markOf(image) ?? ''
  expect(mark).toMatch(/^media:4000:sha256:[0-9a-f]{64}$/)
  const body = (bytes: string) => ({ messages: [{ content: [{ image: { source: { bytes } } }] }] })
  const stored = keyOf(sentCall('Converse', NOVA, body(mark)), noSettings)
  expect(sameRequest(stored, keyOf(sentCall('Converse', NOVA, body(image)), noSettings))).toBe(true)
  const other = Buffer.alloc(3_000, 'imagf').toString('base64')
  expect(sameRequest(stored, keyOf(sentCall('Converse', NOVA, body(other)), noSettings))).toBe(
    false,
  )
})

test('the digest in file names does not depend on the order of members', () => {
  const digest = (body: string) => digestOf(keyOf(sentCall('Converse', NOVA, body), noSettings))
  expect(digest('{"a":{"x":1,"y":[2]},"b":3}')).toBe(digest('{"b":3,"a":{"y":[2],"x":1}}'))
  expect(digest('{"a":1}')).not.toBe(digest('{"a":2}'))
  expect(JSON.stringify(canonicalOrder({ b: 1, a: [{ d: 1, c: 2 }] }))).toBe(
    '{"a":[{"c":2,"d":1}],"b":1}',
  )
})
