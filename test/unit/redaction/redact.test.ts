import { describe, expect, test } from 'vitest'
import type { Json } from '../../../server/json.ts'
import { hideSecretMembers } from '../../../server/redaction/patterns.ts'
import {
  hideParts,
  knowClientSecrets,
  knowSecret,
  redactHeaders,
  redactJson,
  redactStream,
  redactText,
  secretsIn,
} from '../../../server/redaction/redact.ts'
import { noSettings, parseSettings } from '../../../server/redaction/settings-file.ts'

const KEY = 'AKIA2E0A8F3B244C9986'
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYzzzzzzzKEY'
const TOKEN = `IQoJb3JpZ2lu${'x'.repeat(60)}`

describe('texts', () => {
  test.each([
    [`the key ${KEY}.`, 'the key [access key id].'],
    [`ABSK${'a'.repeat(50)}==`, '[Bedrock API key]'],
    [`bedrock-api-key-${'YmVk'.repeat(20)}`, '[Bedrock API key]'],
    [TOKEN, '[session token]'],
    [
      'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG+bPxRfiCYzzzzzzzKEY',
      'aws_secret_access_key = [secret access key]',
    ],
    [
      '"SecretAccessKey": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYzzzzzzzKEY"',
      '"SecretAccessKey": "[secret access key]"',
    ],
    [
      String.raw`{\"SecretAccessKey\": \"${SECRET}\"}`,
      String.raw`{\"SecretAccessKey\": \"[secret access key]\"}`,
    ],
    [
      String.raw`"{\\\"SecretAccessKey\\\":\\\"${SECRET.replaceAll('/', String.raw`\/`)}\\\"}"`,
      String.raw`"{\\\"SecretAccessKey\\\":\\\"[secret access key]\\\"}"`,
    ],
    ['Authorization: Bearer abcdefghijklmnopqrstuvwxyz', 'Authorization: Bearer [key]'],
    [`X-AMZ-Security-Token: FQoDYXdz${'x'.repeat(60)}`, 'X-AMZ-Security-Token: [session token]'],
    [
      `Credential=${KEY}/20260101/us-east-1/bedrock/aws4_request, Signature=${'0f'.repeat(32)}`,
      'Credential=[access key id]/20260101/us-east-1/bedrock/aws4_request, Signature=[signature]',
    ],
    [
      'https://x/?X-Amz-Security-Token=abc%2F&b=1',
      'https://x/?X-Amz-Security-Token=[redacted]&b=1',
    ],
    [
      'arn:aws:bedrock:us-east-1:210987654321:guardrail/gr1',
      'arn:aws:bedrock:us-east-1:123456789012:guardrail/gr1',
    ],
    [
      'arn:aws-us-gov:iam::210987654321:user/jane.doe is not',
      'arn:aws-us-gov:iam::123456789012:user/redacted is not',
    ],
    [
      'arn:aws:iam::123456789012:user/local of this server',
      'arn:aws:iam::123456789012:user/local of this server',
    ],
    [
      'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0',
      'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0',
    ],
    ['call 210987654321 or AKIA and ABSK', 'call 210987654321 or AKIA and ABSK'],
  ])('%s', (text, expected) => {
    expect(redactText(text)).toBe(expected)
  })

  test('a credential in use is found everywhere', () => {
    knowSecret('an odd secret of 24 signs')
    expect(redactText('echo: an odd secret of 24 signs!')).toBe('echo: [secret]!')
  })
})

describe('headers', () => {
  test('only listed ones pass', () => {
    const headers = [
      ['Content-Type', 'application/json'],
      ['Authorization', 'Bearer x'],
      ['X-Amz-Security-Token', TOKEN],
      ['x-amz-content-sha256', 'abc'],
      ['X-Amzn-Bedrock-Trace', 'ENABLED'],
      ['X-Amzn-Bedrock-Request-Metadata', '{"user":"jane"}'],
      ['cookie', 'a=b'],
      ['x-api-key', 'abc'],
      ['x-amzn-RequestId', 'abc'],
    ] as const
    expect(redactHeaders(headers)).toEqual([
      ['Content-Type', 'application/json'],
      ['X-Amzn-Bedrock-Trace', 'ENABLED'],
    ])
    expect(redactHeaders(headers, true).map(([name]) => name)).toContain('x-amzn-RequestId')
  })
})

describe('bodies', () => {
  test('are the same object if there is nothing to redact', () => {
    const body = { a: [{ text: 'x' }, 1, null] }
    expect(redactJson(body, noSettings)).toBe(body)
  })

  test('keep base64 in the members that models use for it', () => {
    const body = {
      a: { reasoningContent: { reasoningText: { text: 'x', signature: KEY } } },
      b: { reasoningContent: { redactedContent: KEY } },
      c: { type: 'thinking', thinking: 'x', signature: KEY },
      d: { type: 'redacted_thinking', data: KEY },
      e: { image: { format: 'png', source: { bytes: KEY } } },
      f: { source: { type: 'base64', media_type: 'image/png', data: KEY } },
      big: Buffer.alloc(2_000, KEY).toString('base64'),
      trace: { guardrailArn: 'arn:aws:bedrock:us-east-1:210987654321:guardrail/gr1' },
    }
    expect(redactJson(body, noSettings)).toBe(body)
  })

  test.each([
    'id',
    'toolUseId',
    'data',
    'bytes',
    'p',
    'signature',
    'redactedContent',
    'guardrailArn',
  ])('hide a secret in a member that is only named %s', (name) => {
    const text = `export AWS_SECRET_ACCESS_KEY=${SECRET} for ${KEY}`
    const redacted = redactJson({ toolUse: { input: { [name]: text } }, [name]: text }, noSettings)
    expect(JSON.stringify(redacted)).not.toMatch(/wJalr|AKIA/)
  })

  test("hide base64 in a tool's input that looks like a signature", () => {
    const body = { toolUse: { input: { reasoningText: { signature: KEY } } } }
    expect(JSON.stringify(redactJson(body, noSettings))).not.toContain(KEY)
  })

  test('hide a credential in use even within base64', () => {
    knowSecret('TheServersOwnKey0123456789')
    const bytes = `${'A'.repeat(1_000)}/TheServersOwnKey0123456789/${'B'.repeat(1_000)}`
    const body = { image: { source: { bytes } }, c: { type: 'thinking', signature: bytes } }
    expect(JSON.stringify(redactJson(body, noSettings))).not.toContain('TheServersOwnKey')
  })

  test('hide a secret between two long words', () => {
    const text = `${'A'.repeat(600)} ${KEY} ${'B'.repeat(600)}`
    expect(redactJson({ text }, noSettings)).toEqual({
      text: `${'A'.repeat(600)} [access key id] ${'B'.repeat(600)}`,
    })
  })

  test('hide secrets in member names, and keep every member', () => {
    const other = KEY.replace('9986', '9987')
    expect(redactJson({ input: { [KEY]: 1, [other]: 2, text: 3 } }, noSettings)).toEqual({
      input: { '[access key id]': 1, '[access key id] 2': 2, text: 3 },
    })
  })

  test('hide members named like secrets', () => {
    expect(
      redactJson({ input: { sessionToken: 'abc', Authorization: 'x', text: 'fine' } }, noSettings),
    ).toEqual({
      input: { sessionToken: '[redacted]', Authorization: '[redacted]', text: 'fine' },
    })
  })

  test('follow the rules of settings.yaml', () => {
    const { settings } = parseSettings(
      "redact: [{ pattern: '\\w+@\\w+\\.com', as: '[mail]' }, { pattern: 'secret' }, { path: system.*.text }]",
      'settings.yaml',
    )
    const body = {
      system: [{ text: 'hidden' }],
      messages: [{ text: 'jane@example.com has a secret' }],
    }
    expect(redactJson(body, settings)).toEqual({
      system: [{ text: '[redacted]' }],
      messages: [{ text: '[mail] has a [redacted]' }],
    })
  })
})

describe('streams', () => {
  const delta = (text: string, contentBlockIndex = 0): Json => ({
    contentBlockIndex,
    delta: { text },
    p: 'abc',
  })
  const texts = (payloads: Json[]) =>
    payloads.map((payload) => (payload as { delta: { text: string } }).delta.text)

  test('a secret split over chunks is found, and the chunks stay separate', () => {
    const pieces = [
      'My key is AK',
      'IA2E0A8F',
      '3B244C99',
      '86, keep it. And arn:aws:iam::2109',
      '87654321:role/x.',
    ]
    const redacted = texts(
      redactStream(
        pieces.map((text) => delta(text)),
        noSettings,
      ),
    )
    expect(redacted).toEqual([
      'My key is [access key id]',
      '',
      '',
      ', keep it. And arn:aws:iam::123456789012',
      ':role/x.',
    ])
  })

  test('texts of different blocks are not joined', () => {
    const payloads = [delta('AKIA2E0A8F', 0), delta('3B244C9986', 1)]
    expect(redactStream(payloads, noSettings)).toEqual(payloads)
  })

  test('so is one in chunks of tool input', () => {
    const input = (text: string): Json => ({
      contentBlockIndex: 1,
      delta: { toolUse: { input: text } },
    })
    const redacted = redactStream([input('{"key":"AKIA2E0A'), input('8F3B244C9986"}')], noSettings)
    expect(JSON.stringify(redacted)).not.toMatch(/AKIA|8F3B/)
    expect(redacted).toEqual([input('{"key":"[access key id]'), input('"}')])
  })
})

test('an escaped secret in chunks of tool input is found', () => {
  const pieces = [
    String.raw`{"text":"{\"SecretAcc`,
    String.raw`essKey\": \"${SECRET.slice(0, 9)}`,
    SECRET.slice(9),
    String.raw`\"}"}`,
  ]
  const payloads = pieces.map((input): Json => ({
    contentBlockIndex: 1,
    delta: { toolUse: { input } },
  }))
  expect(JSON.stringify(redactStream(payloads, noSettings))).not.toMatch(/wJalr|zzzKEY/)
})

describe('time is linear in the text', () => {
  // A quadratic pattern takes minutes for these; a linear one a few hundredths of a second.
  test.each([
    'Credential=',
    'Credential=a/1',
    'SecretKey',
    'SecretKey: ',
    'Bearer ',
    'arn:aws:a:',
    'x-amz-security-token: ',
    'ABSK',
    ' ',
    '\\',
    '\\"',
  ])('of a million characters of %j', (piece) => {
    const text = piece.repeat(1_000_000 / piece.length)
    redactText(text)
    redactText(`SecretKey:${text}`)
    hideSecretMembers(text)
  })

  test.each(['(a+)+x', '(a|aa)+$b', '(.*a){12}x'])(
    'for the rule %s of settings.yaml',
    (pattern) => {
      const { settings, problems } = parseSettings(`redact: [{ pattern: '${pattern}' }]`, 's.yaml')
      expect(problems).toEqual([])
      expect(redactText('a'.repeat(10_000), settings.redact)).toBe('a'.repeat(10_000))
    },
  )

  test('with thousands of secrets in thousands of pieces', () => {
    const keys = Array.from({ length: 20_000 }, (_, nth) => `AKIA${String(nth).padStart(16, '0')}`)
    const payloads = keys.map((key): Json => ({ delta: { text: `${key} ` } }))
    expect(redactStream(payloads, noSettings)[0]).toEqual({ delta: { text: '[access key id] ' } })
    const text = keys.join(' ')
    expect(hideParts(text, secretsIn(text))).not.toContain('AKIA')
  })
})

test('a rule can use its groups', () => {
  const { settings } = parseSettings(
    "redact: [{ pattern: '(\\w+)@(\\w+)', as: '$2 at $1 $$' }, { pattern: '(?P<n>\\d+)!', as: '<$<n>>' }]",
    's.yaml',
  )
  expect(redactText('jane@example 😀 12!', settings.redact)).toBe('example at jane $ 😀 <12>')
})

test("the keys of many clients evict none of the server's own", () => {
  const own = 'the-key-of-the-server-itself-0001'
  knowSecret(own)
  for (let nth = 0; nth < 500; nth++)
    knowClientSecrets([['authorization', `Bearer key-of-client-number-${nth}`]])
  expect(redactText(`${own}, key-of-client-number-499`)).toBe('[secret], [secret]')
})
