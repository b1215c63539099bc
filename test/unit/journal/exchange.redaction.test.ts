import { expect, test } from 'vitest'
import { AwsError } from '../../../server/aws/errors.ts'
import { parseSettings } from '../../../server/redaction/settings-file.ts'
import { knowSecret } from '../../../server/redaction/redact.ts'
import { asks, journalOf, keptIn, textAnswer } from '../../support/exchanges.ts'
import type { Answer } from '../../../server/bedrock/answer.ts'

const KEY = 'AKIAIOSFODNN7EXAMPLE'
const BEARER = 'my-very-own-bearer-key-0001'

/** Everything that is ever shown of an exchange. */
const shownOf = (...kept: Parameters<typeof keptIn>) => JSON.stringify(keptIn(...kept))

test('an access key in the request is never shown', () => {
  const shown = shownOf(journalOf(), {
    body: asks(`use ${KEY} now`),
    answer: textAnswer(`I used ${KEY}.`),
  })
  expect(shown).not.toContain(KEY)
  expect(shown).toContain('use [access key id] now')
  expect(shown).toContain('I used [access key id].')
})

test('a bearer key from a client is hidden wherever it is echoed', () => {
  knowSecret(BEARER)
  const shown = shownOf(journalOf(), {
    body: asks(`the key is ${BEARER}`),
    userAgent: `x/${BEARER}`,
    url: `/model/x?key=${BEARER}`,
  })
  expect(shown).not.toContain(BEARER)
})

test('the path and query show no secret, percent-encoded or not', () => {
  const account = '998877665544'
  const profile = `arn:aws:bedrock:us-east-1:${account}:application-inference-profile/abc`
  const query = `key=${encodeURIComponent(`a ${KEY}`)}`
  const { http } = keptIn(journalOf(), {
    url: `/model/${encodeURIComponent(profile)}/converse?${query}`,
  })
  expect(decodeURIComponent(http.url)).toBe(
    `/model/${profile.replace(account, '123456789012')}/converse?key=a [access key id]`,
  )
})

test('a presigned query hides the signer like the signature', () => {
  const scope = encodeURIComponent(`${KEY}/20261120/us-east-1/bedrock/aws4_request`)
  const { http } = keptIn(journalOf(), {
    url: `/model/x/converse?X-Amz-Credential=${scope}&X-Amz-Date=0&X-Amz-Signature=${'0'.repeat(64)}`,
  })
  expect(http.url).toBe(
    '/model/x/converse?X-Amz-Credential=[redacted]&X-Amz-Date=0&X-Amz-Signature=[redacted]',
  )
})

test('a fault from a request header is shown without the secret in it', () => {
  const answer = textAnswer('hi')
  const wire = { fault: { name: `ThrottlingException;message=${KEY}`, changes: true } }
  expect(shownOf(journalOf(), { answer, wire })).not.toContain(KEY)
})

test('a member named like a secret hides its text, in whole bodies and in truncated ones', () => {
  const secret = 'plainlookingsecret'
  const additionalModelRequestFields = { secretAccessKey: secret }
  const body = { ...additionalModelRequestFields, ...asks('x '.repeat(500)) }
  expect(shownOf(journalOf(), { body })).not.toContain(secret)
  expect(shownOf(journalOf({ clip: 200 }), { body })).not.toContain(secret)
})

test('a secret in JSON within a string is hidden, in whole bodies and in truncated ones', () => {
  const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYzzzzzzzKEY'
  const file = JSON.stringify({ SecretAccessKey: secret, sessionToken: 'plainlookingtoken' })
  for (const text of [file, JSON.stringify({ file })]) {
    const body = asks(`${text} ${'x '.repeat(5_000)}`)
    for (const clip of [20_000, 8_192]) {
      const shown = shownOf(journalOf({ clip }), { body })
      expect(shown).not.toContain('wJalrXUt')
      if (clip === 8_192) expect(JSON.parse(shown)).not.toHaveProperty('prompt')
    }
  }
})

test('a secret cut by truncation is not shown in part', () => {
  const body = { messages: [{ role: 'user', content: [{ text: `key ${KEY}` }] }] }
  const at = JSON.stringify(body).indexOf(KEY) + 12
  const shown = shownOf(journalOf({ clip: at }), { body })
  expect(shown).not.toContain('AKIAI')
})

test('a secret split over stream chunks is not shown in part', () => {
  const pieces = ['the ', 'key ', 'AKIAIO', 'SFODNN7', 'EXAMPLE', ' is ', 'secret']
  const answer: Answer = { ...textAnswer(pieces.join('')), chunks: pieces } as Answer
  const shown = shownOf(journalOf(), { operation: 'ConverseStream', body: asks('hi'), answer })
  for (const part of ['AKIAIO', 'SFODNN7']) expect(shown).not.toContain(part)
  expect(shown).toContain('is ')
})

test('a stream truncated within a secret does not show its beginning', () => {
  const pieces = ['the ', 'key ', 'AKIAIO', 'SFODNN7', 'EXAMPLE', ' is ', 'secret']
  const recorded = pieces.map((text, at) => ({
    type: 'contentBlockDelta',
    payload: JSON.stringify({ contentBlockIndex: 0, delta: { text } }),
    atMs: at,
  }))
  const answer: Answer = {
    source: 'recording',
    kind: 'recorded',
    status: 200,
    headers: [],
    pace: { kind: 'instant' },
    body: recorded,
  }
  // Room for the first four events.
  const shown = keptIn(journalOf({ clip: 720 }), {
    operation: 'ConverseStream',
    body: asks('hi'),
    answer,
  })
  expect(shown.response.clipped).toBe(true)
  expect(shown.response.text).toContain('the ')
  expect(shown.response.text).not.toContain('AKIAIO')
})

test('a near miss quotes no part of a secret', () => {
  const error = new AwsError('FixtureNotFoundException', 'prompt ends with "...SFODNN7EXAMPLE"')
  const misses = [{ fixture: 'x', reasons: ['after "hello" comes " AKIAIOSFODNN7EXAMPL"'] }]
  const answer: Answer = { source: 'fixture', kind: 'error', error, misses }
  for (const clip of [8_192, 10]) {
    const shown = shownOf(journalOf({ clip }), { body: asks(`hello ${KEY}`), answer })
    expect(shown).not.toContain('AKIAI')
    expect(shown).not.toContain('SFODNN7')
    expect(shown).toContain('after \\"hello\\" comes')
  }
})

test('account ids in ARNs are replaced', () => {
  const model = 'arn:aws:bedrock:us-east-1:999988887777:inference-profile/us.amazon.nova-lite-v1:0'
  const shown = shownOf(journalOf(), { body: asks('hi'), model })
  expect(shown).not.toContain('999988887777')
})

test("the patterns and paths of the folder's settings.yaml apply here, too", () => {
  const { settings } = parseSettings(
    'redact:\n  - pattern: "customer \\\\d+"\n    as: "[customer]"\n  - path: system.*.text\n',
    'settings.yaml',
  )
  const redaction = () => settings
  const body = asks('ask customer 4711', { system: [{ text: 'tell nobody' }] })
  const whole = shownOf(journalOf({ redaction }), { body })
  expect(whole).toContain('ask [customer]')
  expect(whole).not.toContain('tell nobody')
  const clipped = shownOf(journalOf({ redaction, clip: 60 }), { body })
  expect(clipped).not.toContain('tell nobody')
  expect(clipped).not.toContain('4711')
})
