import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { operations } from '../../../../server/bedrock/operations.ts'
import type { Json } from '../../../../server/json.ts'
import { CLAUDE, LLAMA, NOVA, refusal, toolConfig, user } from '../../../support/refusals.ts'

const messages = [user('hi')]

describe('the order of checks', () => {
  it('checks the shape before the model', () => {
    const values = { model: 'does-not-exist', body: { messages: {} } }
    expect(refusal('Converse', values)?.name).toBe('SerializationException')
    const hot = { model: 'does-not-exist', body: { messages, inferenceConfig: { topP: 2 } } }
    expect(refusal('Converse', hot)?.message).toMatch(/^1 validation error detected: /)
  })

  it("checks the model before the conversation, and that before the model's features", () => {
    const valuesFor = (model: string) => ({ model, body: { messages: [], toolConfig } })
    expect(refusal('ConverseStream', valuesFor('does-not-exist'))?.message).toContain('identifier')
    expect(refusal('ConverseStream', valuesFor(LLAMA))?.message).toContain('must start with a user')
  })

  it('prefers path parameters to members of the body', () => {
    const body = { messages, modelId: 'something else' }
    expect(refusal('Converse', { model: NOVA, body })).toBeUndefined()
  })
})

describe('bodies that are not JSON', () => {
  it('are a syntax error in Converse', () => {
    const errorOf = (raw: string) => {
      const error = refusal('Converse', { model: NOVA, raw })
      return [error?.status, error?.name, error?.message]
    }
    expect(errorOf('{"messages":')).toEqual([
      400,
      'SerializationException',
      'Unexpected end-of-input',
    ])
    expect(errorOf('{messages}')).toEqual([
      400,
      'SerializationException',
      'Unexpected token received from parser',
    ])
    expect(errorOf('[1]')).toEqual([
      400,
      'SerializationException',
      'Start of list found where not expected',
    ])
  })

  it('are malformed for a model', () => {
    for (const raw of ['{"prompt":', 'hello', '']) {
      const error = refusal('InvokeModel', { model: CLAUDE, raw })
      expect([error?.status, error?.name, error?.message]).toEqual([
        400,
        'ValidationException',
        'Malformed input request, please reformat your input and try again.',
      ])
    }
  })
})

describe('members sent in headers', () => {
  it('are validated like the others', () => {
    const values = { model: CLAUDE, body: {}, input: { performanceConfigLatency: 'warp' } }
    expect(refusal('InvokeModel', values)?.message).toBe(
      "1 validation error detected: Value 'warp' at 'performanceConfigLatency' failed to satisfy constraint: Member must satisfy enum value set: [standard, optimized]",
    )
  })
})

describe('any request', () => {
  const nasty = fc.oneof(
    fc.jsonValue(),
    fc.record({ messages: fc.jsonValue(), toolConfig: fc.jsonValue(), system: fc.jsonValue() }),
    fc.record({
      messages: fc.array(
        fc.record({
          role: fc.constantFrom('user', 'assistant', 'system'),
          content: fc.array(
            fc.dictionary(
              fc.constantFrom('text', 'image', 'document', 'toolUse', 'toolResult', 'cachePoint'),
              fc.oneof(fc.string(), fc.jsonValue(), block()),
              { maxKeys: 1 },
            ),
          ),
        }),
      ),
    }),
  )

  it.each(operations.map(({ name }) => name))(
    'to %s is accepted or rejected, and never throws',
    (name) => {
      fc.assert(
        fc.property(nasty, fc.constantFrom(CLAUDE, NOVA, LLAMA, 'x', ''), (body, model) => {
          // `refusal` rethrows anything that is not an AWS error.
          const error = refusal(name, { model, body })
          expect(error?.status ?? 400).toBeLessThan(500)
        }),
        { numRuns: 60 },
      )
    },
  )

  it('may be nested a thousand levels deep', () => {
    const json = JSON.parse(`${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}`) as Json
    const tools = [{ toolSpec: { name: 'a', inputSchema: { json: { type: 'object', json } } } }]
    const body = {
      messages,
      toolConfig: { tools },
      additionalModelRequestFields: { inferenceConfig: json },
    }
    expect(refusal('Converse', { model: NOVA, body })).toBeUndefined()
    expect(refusal('Converse', { model: NOVA, body: { messages: json } })?.status).toBe(400)
  })
})

function block(): fc.Arbitrary<unknown> {
  return fc.record(
    {
      toolUseId: fc.constantFrom('t1', 't2'),
      name: fc.constantFrom('search', ''),
      input: fc.jsonValue(),
      content: fc.array(fc.record({ json: fc.jsonValue() })),
      format: fc.constantFrom('png', 'pdf'),
      source: fc.record({ bytes: fc.string() }),
      type: fc.constantFrom('default', 'x'),
    },
    { requiredKeys: [] },
  )
}
