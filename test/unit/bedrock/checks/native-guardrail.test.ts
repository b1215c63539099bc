import { describe, expect, it } from 'vitest'
import { enforcedConfigs } from '../../../../server/guardrails/enforced.ts'
import type { JsonObject } from '../../../../server/json.ts'
import { Session } from '../../../../server/sessions.ts'
import { NOVA, refusal, user } from '../../../support/refusals.ts'

const named = { guardrailIdentifier: 'abcdefghijkl', guardrailVersion: '1' }
const CONFIG = 'amazon-bedrock-guardrailConfig'

const body = (config?: unknown): JsonObject => ({
  messages: [user('hi')],
  ...(config !== undefined && { [CONFIG]: config as JsonObject }),
})

const invoke = (input: JsonObject, config?: unknown, session = new Session('test')) => {
  const values = { model: NOVA, body: body(config), input, session }
  const error = refusal('InvokeModel', values)
  expect(refusal('InvokeModelWithResponseStream', values)?.message).toBe(error?.message)
  return error && `${error.status} ${error.name}: ${error.message}`
}

describe('the guardrail of a native request', () => {
  it('has an identifier and a version', () => {
    expect(invoke({})).toBeUndefined()
    expect(invoke(named)).toBeUndefined()
    const together =
      '400 ValidationException: The guardrailIdentifier and guardrailVersion must be provided together.'
    expect(invoke({ guardrailIdentifier: 'abcdefghijkl' })).toBe(together)
    expect(invoke({ guardrailVersion: '1' })).toBe(together)
  })

  it('is configured only if there is one', () => {
    expect(invoke({}, { tagSuffix: 'xyz' })).toBe(
      `400 ValidationException: A guardrailIdentifier must be provided if the request body contains ${CONFIG}.`,
    )
  })

  it('may also be the one that the account enforces', () => {
    const session = new Session('test')
    const config = { guardrailIdentifier: 'abcdefghijkl', guardrailVersion: '1' }
    session
      .get(enforcedConfigs)
      .set('us-east-1', { configId: 'one', config, createdAt: '', updatedAt: '' })
    expect(invoke({}, { tagSuffix: 'xyz' }, session)).toBeUndefined()
    expect(invoke({}, { tagSuffix: '' }, session)).toContain('does not match pattern')
  })

  it.each([
    {},
    { tagSuffix: 'x', streamProcessingMode: 'SYNCHRONOUS' },
    { tagSuffix: 'aZ09aZ09aZ09aZ09aZ09', streamProcessingMode: 'ASYNCHRONOUS' },
  ])('accepts the configuration %j', (config) => {
    expect(invoke(named, config)).toBeUndefined()
  })

  it.each([
    [{ tagSuffix: '' }, 'string [] does not match pattern ^[0-9A-Za-z]{1,20}$'],
    [{ tagSuffix: 'a-b' }, 'string [a-b] does not match pattern ^[0-9A-Za-z]{1,20}$'],
    [
      { tagSuffix: 'a'.repeat(21) },
      `string [${'a'.repeat(21)}] does not match pattern ^[0-9A-Za-z]{1,20}$`,
    ],
    [{ tagSuffix: 1 }, `#/${CONFIG}/tagSuffix: expected type: String, found: Integer`],
    [
      { streamProcessingMode: 'async' },
      `#/${CONFIG}/streamProcessingMode: async is not a valid enum value`,
    ],
    ['xyz', `#/${CONFIG}: expected type: JSONObject, found: String`],
    [null, `#/${CONFIG}: expected type: JSONObject, found: Null`],
  ])('refuses the configuration %j', (config, says) => {
    expect(invoke(named, config)).toBe(
      `400 ValidationException: Malformed input request: ${says}, please reformat your input and try again.`,
    )
  })

  it('needs a body in JSON', () => {
    for (const contentType of ['application/json', 'application/json; charset=utf-8', ''])
      expect(invoke({ ...named, contentType })).toBeUndefined()
    expect(invoke({ contentType: 'text/plain' })).toBeUndefined()
    expect(invoke({ ...named, contentType: 'text/plain' })).toBe(
      '400 ValidationException: Guardrail was enabled but input is in incorrect format.',
    )
  })

  it('may come from an SDK that sends its default type', () => {
    expect(invoke({ ...named, contentType: 'application/octet-stream' })).toBeUndefined()
  })
})
