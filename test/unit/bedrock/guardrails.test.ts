import { beforeEach, describe, expect, test } from 'vitest'
import { check } from '../../../server/bedrock/checks/index.ts'
import type { JsonObject } from '../../../server/json.ts'
import { Session } from '../../../server/sessions.ts'
import { callOf } from '../../support/calls.ts'
import type { CallValues } from '../../support/calls.ts'
import { localAnswer } from '../../support/local-answer.ts'

let session: Session
beforeEach(() => {
  session = new Session('test')
})

/** Checks and answers a call as the server does. */
function send(name: string, values: CallValues): JsonObject {
  const call = callOf(name, { session, receivedAt: 1_790_000_000_123, ...values })
  check(call, { lenient: false, strictModels: false })
  return localAnswer(call)
}

const words = (...texts: string[]) => ({
  wordPolicyConfig: { wordsConfig: texts.map((text) => ({ text })) },
})
const definition = (name: string, more: JsonObject = {}): JsonObject => ({
  name,
  blockedInputMessaging: 'Not that.',
  blockedOutputsMessaging: 'Not this.',
  ...words('walrus'),
  ...more,
})
const create = (name: string, more: JsonObject = {}, values: CallValues = {}): string =>
  send('CreateGuardrail', { body: definition(name, more), ...values })['guardrailId'] as string
const on = (guardrailIdentifier: string, guardrailVersion?: string) => ({
  input: { guardrailIdentifier, ...(guardrailVersion !== undefined && { guardrailVersion }) },
})
const get = (id: string, version?: string, region = 'us-east-1') =>
  send('GetGuardrail', { ...on(id, version), region })
const version = (id: string, body?: JsonObject) =>
  send('CreateGuardrailVersion', { ...on(id), body })['version']
const update = (id: string, body: JsonObject, values: CallValues = {}) =>
  send('UpdateGuardrail', { ...on(id), body, ...values })
const list = (input: JsonObject = {}, region = 'us-east-1') =>
  send('ListGuardrails', { input, region }) as { guardrails: JsonObject[]; nextToken?: string }
const remove = (id: string, number?: string) => send('DeleteGuardrail', on(id, number))
const arnOf = (id: string) => `arn:aws:bedrock:us-east-1:123456789012:guardrail/${id}`
const error = (name: string, message: string | RegExp) =>
  expect.objectContaining({ name, message: expect.stringMatching(message) })
const missing = expect.objectContaining({ name: 'ResourceNotFoundException' })

describe('creating', () => {
  test('returns the id, the ARN and DRAFT', () => {
    const output = send('CreateGuardrail', { body: definition('support') })
    const id = output['guardrailId'] as string
    expect(id).toMatch(/^[a-z0-9]{12}$/)
    expect(JSON.stringify(output)).toBe(
      JSON.stringify({
        createdAt: '2026-09-21T14:13:20.123000Z',
        guardrailArn: arnOf(id),
        guardrailId: id,
        version: 'DRAFT',
      }),
    )
  })

  test('the guardrail reads back as it was defined, by id and by ARN', () => {
    const id = create('support', {
      description: 'For the support bot.',
      kmsKeyId: 'alias/guard',
      crossRegionConfig: { guardrailProfileIdentifier: 'us.guardrail.v1:0' },
    })
    expect(JSON.stringify(get(id))).toBe(
      JSON.stringify({
        blockedInputMessaging: 'Not that.',
        blockedOutputsMessaging: 'Not this.',
        createdAt: '2026-09-21T14:13:20.123000Z',
        crossRegionDetails: {
          guardrailProfileArn:
            'arn:aws:bedrock:us-east-1:123456789012:guardrail-profile/us.guardrail.v1:0',
          guardrailProfileId: 'us.guardrail.v1:0',
        },
        description: 'For the support bot.',
        guardrailArn: arnOf(id),
        guardrailId: id,
        kmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:alias/guard',
        name: 'support',
        status: 'READY',
        updatedAt: '2026-09-21T14:13:20.123000Z',
        version: 'DRAFT',
        wordPolicy: { words: [{ text: 'walrus' }] },
      }),
    )
    expect(get(arnOf(id), 'DRAFT')).toEqual(get(id))
  })

  test('a name is unique in a region', () => {
    create('support')
    expect(() => create('support')).toThrow(
      error('ConflictException', /^Another guardrail in your account already has this name\.$/),
    )
    expect(() => create('support', {}, { region: 'us-west-2' })).not.toThrow()
  })

  test('the same request with the same token creates one guardrail', () => {
    const token = { clientRequestToken: 'token-1' }
    const id = create('support', token)
    expect(create('support', token)).toBe(id)
    expect(() => create('other', token)).toThrow(error('ConflictException', 'clientRequestToken'))
    expect(list().guardrails).toHaveLength(1)
  })

  test('an account has at most a hundred', () => {
    for (let at = 0; at < 100; at++) create(`guardrail-${at}`)
    expect(() => create('one-more')).toThrow(error('ServiceQuotaExceededException', '100'))
  })

  test.each<[string, JsonObject, string]>([
    [
      'a name with a space',
      { name: 'not this' },
      "1 validation error detected: Value at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9a-zA-Z-_]+",
    ],
    [
      'thirty-one topics',
      {
        topicPolicyConfig: {
          topicsConfig: Array.from({ length: 31 }, (_, at) => ({
            name: `t${at}`,
            definition: 'x',
            type: 'DENY',
          })),
        },
      },
      "at 'topicPolicyConfig.topicsConfig' failed to satisfy constraint: Member must have length less than or equal to 30",
    ],
    [
      'an unknown PII type',
      {
        sensitiveInformationPolicyConfig: {
          piiEntitiesConfig: [{ type: 'SHOE_SIZE', action: 'BLOCK' }],
        },
      },
      "Value 'SHOE_SIZE' at 'sensitiveInformationPolicyConfig.piiEntitiesConfig.1.member.type' failed to satisfy constraint: Member must satisfy enum value set: [ADDRESS, AGE,",
    ],
    ['no policy', { wordPolicyConfig: {} }, 'The guardrail must have at least one policy'],
  ])('%s is rejected', (_, more, message) => {
    expect(() => create('support', more)).toThrow(
      expect.objectContaining({
        name: 'ValidationException',
        message: expect.stringContaining(message),
      }),
    )
  })

  test('missing members are named', () => {
    expect(() => send('CreateGuardrail', { body: { name: 'support' } })).toThrow(
      /^2 validation errors detected: .*'blockedInputMessaging'.*must not be null; .*'blockedOutputsMessaging'/,
    )
  })
})

describe('updating', () => {
  test('replaces the whole DRAFT', () => {
    const id = create('support', { description: 'first' })
    const next = { ...definition('help'), ...words('seal') }
    expect(update(id, next, { receivedAt: 1_790_000_001_000 })).toEqual({
      guardrailArn: arnOf(id),
      guardrailId: id,
      updatedAt: '2026-09-21T14:13:21.000000Z',
      version: 'DRAFT',
    })
    const read = get(id)
    expect(read).toMatchObject({
      name: 'help',
      createdAt: '2026-09-21T14:13:20.123000Z',
      updatedAt: '2026-09-21T14:13:21.000000Z',
      wordPolicy: { words: [{ text: 'seal' }] },
    })
    expect(read).not.toHaveProperty('description')
  })

  test('can keep the name, but not use that of another guardrail', () => {
    const id = create('support')
    create('other')
    expect(() => update(id, definition('support'))).not.toThrow()
    expect(() => update(id, definition('other'))).toThrow(error('ConflictException', 'this name'))
  })
})

describe('versions', () => {
  test('are numbered, described separately and never change', () => {
    const id = create('support', { description: 'draft' })
    expect(version(id, { description: 'first' })).toBe('1')
    update(id, { ...definition('support'), ...words('seal') })
    expect(version(id)).toBe('2')
    expect(get(id, '1')).toMatchObject({
      version: '1',
      description: 'first',
      wordPolicy: { words: [{ text: 'walrus' }] },
    })
    expect(get(id, '2')).toMatchObject({ wordPolicy: { words: [{ text: 'seal' }] } })
    expect(get(id, '2')).not.toHaveProperty('description')
  })

  test('one can be deleted, and its number is not reused', () => {
    const id = create('support')
    version(id)
    version(id)
    expect(remove(id, '2')).toEqual({})
    expect(() => get(id, '2')).toThrow(missing)
    expect(() => remove(id, '2')).toThrow(missing)
    expect(get(id, '1')['version']).toBe('1')
    expect(version(id)).toBe('3')
  })

  test('the same token creates one', () => {
    const id = create('support')
    const body = { clientRequestToken: 'token-1', description: 'first' }
    expect([version(id, body), version(id, body)]).toEqual(['1', '1'])
    expect(() => version(id, { ...body, description: 'second' })).toThrow(
      error('ConflictException', 'clientRequestToken'),
    )
  })

  test('a guardrail has at most twenty', () => {
    const id = create('support')
    for (let at = 0; at < 20; at++) version(id)
    expect(() => version(id)).toThrow(error('ServiceQuotaExceededException', '20'))
  })

  test('DRAFT cannot be deleted separately', () => {
    expect(() => remove(create('support'), 'DRAFT')).toThrow(
      error('ValidationException', "'guardrailVersion' failed to satisfy constraint"),
    )
  })
})

describe('listing', () => {
  test('lists the draft of every guardrail in the region', () => {
    const id = create('one', { description: 'The first.' })
    create('two')
    create('three', {}, { region: 'eu-west-1' })
    version(id)
    expect(list().guardrails.map(({ name, version: of }) => [name, of])).toEqual([
      ['one', 'DRAFT'],
      ['two', 'DRAFT'],
    ])
    expect(list().guardrails[0]).toEqual({
      arn: arnOf(id),
      createdAt: '2026-09-21T14:13:20.123000Z',
      description: 'The first.',
      id,
      name: 'one',
      status: 'READY',
      updatedAt: '2026-09-21T14:13:20.123000Z',
      version: 'DRAFT',
    })
  })

  test('lists all versions of one guardrail, in pages', () => {
    const id = create('one')
    version(id)
    version(id)
    const first = list({ guardrailIdentifier: id, maxResults: 2 })
    const { nextToken = '' } = first
    const second = list({ guardrailIdentifier: id, maxResults: 2, nextToken })
    expect([first, second].map((page) => page.guardrails.map((one) => one['version']))).toEqual([
      ['DRAFT', '1'],
      ['2'],
    ])
    expect(second).not.toHaveProperty('nextToken')
  })
})

describe('resources that do not exist', () => {
  test('after deletion the guardrail and its versions are gone', () => {
    const id = create('support')
    version(id)
    expect(remove(id)).toEqual({})
    for (const number of [undefined, '1']) expect(() => get(id, number)).toThrow(missing)
    for (const name of ['CreateGuardrailVersion', 'DeleteGuardrail'])
      expect(() => send(name, on(id))).toThrow(missing)
    expect(() => list({ guardrailIdentifier: id })).toThrow(missing)
    expect(() => create('support')).not.toThrow()
  })

  test('an unknown version, another region, another session', () => {
    const id = create('support')
    expect(() => get(id, '1')).toThrow(missing)
    expect(() => get(id, 'DRAFT', 'eu-west-1')).toThrow(missing)
    expect(() => get(arnOf(id).replace('us-east-1', 'eu-west-1'))).toThrow(missing)
    session = new Session('other')
    expect(() => get(id)).toThrow(missing)
  })

  test('a malformed id or version is rejected', () => {
    expect(() => get('Not-An-Id')).toThrow(error('ValidationException', "'guardrailIdentifier'"))
    expect(() => get('abc', 'latest')).toThrow(error('ValidationException', "'guardrailVersion'"))
  })
})
