import { describe, expect, it } from 'vitest'
import type { CallValues } from '../../../support/calls.ts'
import { CLAUDE, NOVA, refusal, user, warnings } from '../../../support/refusals.ts'

const body = { messages: [user('hi')] }
const native = { messages: [user('hi')] }
const invalid = [400, 'ValidationException', 'The provided model identifier is invalid.']
const ended = [
  404,
  'ResourceNotFoundException',
  'This model version has reached the end of its life. Please refer to the AWS documentation for more details.',
]

function refusalOf(operation: string, values: CallValues, how = {}) {
  const error = refusal(operation, values, how)
  return error && [error.status, error.name, error.message]
}

describe('the model of a request', () => {
  it.each(['does-not-exist', 'us.amazon.nova-micro-v1:O', 'eu.amazon.nova-lite-v1:0'])(
    'must be known: %s',
    (model) => {
      expect(refusalOf('Converse', { model, body })).toEqual(invalid)
      expect(refusalOf('ConverseStream', { model, body })).toEqual(invalid)
      expect(refusalOf('InvokeModel', { model, body: native })).toEqual(invalid)
    },
  )

  it('may be missing from the catalogue if its family is known, with a warning', () => {
    const model = 'anthropic.claude-sonnet-9'
    expect(warnings('Converse', { model, body })).toEqual([
      'anthropic.claude-sonnet-9 is not in the catalogue: answered as a model of the family claude.',
    ])
    expect(refusalOf('Converse', { model, body }, { strictModels: true })).toEqual(invalid)
  })

  it('must be named by a profile if it has no on-demand throughput', () => {
    const model = 'anthropic.claude-sonnet-4-5-20250929-v1:0'
    const says = [
      400,
      'ValidationException',
      'Invocation of model ID anthropic.claude-sonnet-4-5-20250929-v1:0 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.',
    ]
    expect(refusalOf('Converse', { model, body })).toEqual(says)
    expect(refusalOf('InvokeModel', { model, body: native })).toEqual(says)
    expect(refusalOf('Converse', { model: CLAUDE, body })).toBeUndefined()
  })

  it('must be purchased if it only has provisioned throughput', () => {
    const model = 'anthropic.claude-3-haiku-20240307-v1:0:48k'
    expect(refusalOf('Converse', { model, body })).toEqual([
      400,
      'ValidationException',
      "The provided model doesn't support on-demand throughput.",
    ])
  })

  it('is accepted after its end of life, unless strict', () => {
    const model = 'amazon.titan-text-express-v1'
    expect(refusalOf('Converse', { model, body })).toBeUndefined()
    expect(refusalOf('Converse', { model, body }, { strictModels: true })).toEqual(ended)
  })

  it('must be a chat model, for Converse', () => {
    const says = [
      400,
      'ValidationException',
      "This action doesn't support the model that you provided. Try again with a supported text or chat model.",
    ]
    expect(refusalOf('Converse', { model: 'amazon.titan-embed-text-v2:0', body })).toEqual(says)
    expect(refusalOf('ConverseStream', { model: 'amazon.nova-canvas-v1:0', body })).toEqual(says)
    expect(refusalOf('Converse', { model: 'amazon.nova-sonic-v1:0', body })).toEqual(says)
  })

  it('must support streaming, for streams', () => {
    const values = { model: 'amazon.titan-embed-text-v2:0', body: { inputText: 'hi' } }
    expect(refusalOf('InvokeModelWithResponseStream', values)).toEqual([
      400,
      'ValidationException',
      'The model is unsupported for streaming',
    ])
    expect(refusalOf('InvokeModel', values)).toBeUndefined()
  })

  it('only causes a warning if the checks are lenient', () => {
    const values = { model: 'anthropic.claude-sonnet-4-5-20250929-v1:0', body }
    expect(warnings('Converse', values, { lenient: true })).toEqual([
      expect.stringContaining('with on-demand throughput isn’t supported'),
    ])
  })

  it('is detected by its id, even if the checks are lenient', () => {
    const lenient = { lenient: true }
    expect(refusalOf('Converse', { model: 'foo.bar-v1', body }, lenient)).toEqual(invalid)
    // In a region that has the model, but no such profile.
    const elsewhere = { model: 'eu.amazon.nova-lite-v1:0', body }
    expect(warnings('Converse', elsewhere, lenient)).toEqual([invalid[2]])
  })
})

describe('CountTokens', () => {
  const counted = { input: { converse: { messages: [user('hi')] } } }
  const says = [400, 'ValidationException', "The provided model doesn't support counting tokens."]

  it('accepts the id of a Claude model, even of one that only profiles invoke', () => {
    const model = 'anthropic.claude-sonnet-4-20250514-v1:0'
    expect(refusalOf('CountTokens', { model, body: counted })).toBeUndefined()
  })

  it('accepts no profile and no other family', () => {
    expect(refusalOf('CountTokens', { model: CLAUDE, body: counted })).toEqual(says)
    expect(refusalOf('CountTokens', { model: NOVA, body: counted })).toEqual(says)
  })

  it('validates the conversation that it counts', () => {
    const model = 'anthropic.claude-sonnet-4-20250514-v1:0'
    const empty = { input: { converse: { messages: [{ role: 'user', content: [] }] } } }
    expect(refusal('CountTokens', { model, body: empty })?.message).toBe(
      'The content field in the Message object at messages.0 is empty. Add a ContentBlock object to the content field and try again.',
    )
  })
})

describe('model overrides in the config', () => {
  const saying = (override: object): CallValues => ({
    model: NOVA,
    body,
    models: { [NOVA]: override },
  })

  it.each<[string, object, unknown[]]>([
    [
      'access was not granted',
      { access: 'denied' },
      [
        403,
        'AccessDeniedException',
        "You don't have access to the model with the specified model ID.",
      ],
    ],
    [
      'a missing use case form',
      { access: 'useCaseFormMissing' },
      [
        404,
        'ResourceNotFoundException',
        'Model use case details have not been submitted for this account. Fill out the Anthropic use case details form before using the model. If you have already filled out the form, try again in 15 minutes.',
      ],
    ],
    ['it has reached its end of life', { lifecycle: 'endOfLife' }, ended],
    [
      'it is legacy',
      { lifecycle: 'legacy' },
      [
        404,
        'ResourceNotFoundException',
        'Access denied. This Model is marked by provider as Legacy and you have not been actively using the model in the last 30 days. Please upgrade to an active model on Amazon Bedrock',
      ],
    ],
    [
      'it still loads',
      { notReady: true },
      [
        429,
        'ModelNotReadyException',
        'Model is not ready for inference. Wait and try your request again. Refer to https://docs.aws.amazon.com/bedrock/latest/userguide/invoke-imported-model.html#handle-model-not-ready-exception.',
      ],
    ],
    [
      'it has no on-demand throughput',
      { onDemand: false },
      [
        400,
        'ValidationException',
        'Invocation of model ID amazon.nova-lite-v1:0 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.',
      ],
    ],
  ])('apply: %s', (_, override, says) => {
    expect(refusalOf('Converse', saying(override))).toEqual(says)
  })

  it('apply even if the checks are lenient', () => {
    expect(refusalOf('Converse', saying({ access: 'denied' }), { lenient: true })?.[0]).toBe(403)
  })
})
