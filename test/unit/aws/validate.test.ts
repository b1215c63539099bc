import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AwsError, errorBody, errorType } from '../../../server/aws/errors.ts'
import { assertValid, deserialise, validate } from '../../../server/aws/validate.ts'
import type { Json, JsonObject } from '../../../server/json.ts'

const modelId = 'amazon.nova-micro-v1:0'
const user = (...content: Json[]): JsonObject => ({ role: 'user', content })
const tool = (toolSpec: JsonObject): JsonObject => ({
  toolSpec: { name: 'search', inputSchema: { json: {} }, ...toolSpec },
})

const converse = (body: JsonObject): string | undefined =>
  validate('ConverseRequest', { modelId, messages: [user({ text: 'hi' })], ...body })

function raised(run: () => void): AwsError {
  try {
    run()
  } catch (error) {
    if (error instanceof AwsError) return error
    throw error
  }
  throw new Error('nothing was raised')
}

const one = '1 validation error detected: '

describe("constraints of the service model, with AWS's messages", () => {
  it('accepts a valid request', () => {
    expect(converse({ inferenceConfig: { maxTokens: 1, temperature: 0, topP: 1 } })).toBeUndefined()
  })

  it('reports a number above its maximum, a double with its decimal point', () => {
    expect(converse({ inferenceConfig: { temperature: 99 } })).toBe(
      `${one}Value '99.0' at 'inferenceConfig.temperature' failed to satisfy constraint: Member must have value less than or equal to 1`,
    )
  })

  it('reports an integer below its minimum', () => {
    expect(converse({ inferenceConfig: { maxTokens: 0 } })).toBe(
      `${one}Value '0' at 'inferenceConfig.maxTokens' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    )
  })

  it('numbers list elements from one', () => {
    const tools = [tool({}), tool({ name: 'myserver.my_tool' })]
    expect(converse({ toolConfig: { tools } })).toBe(
      `${one}Value 'myserver.my_tool' at 'toolConfig.tools.2.member.toolSpec.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+`,
    )
  })

  it('reports a text over its maximum length', () => {
    const name = 'a'.repeat(65)
    expect(converse({ toolConfig: { tools: [tool({ name })] } })).toBe(
      `${one}Value '${name}' at 'toolConfig.tools.1.member.toolSpec.name' failed to satisfy constraint: Member must have length less than or equal to 64`,
    )
  })

  it('counts characters, not UTF-16 units', () => {
    const requestMetadata = (length: number) => ({ modelId, requestMetadata: '🙂'.repeat(length) })
    expect(validate('InvokeModelRequest', requestMetadata(5_000))).toBeUndefined()
    expect(validate('InvokeModelRequest', requestMetadata(8_501))).toContain('length less than')
  })

  it('joins the failures of one member: too long, pattern, too short', () => {
    const at = "at 'toolConfig.tools.1.member.toolSpec"
    expect(converse({ toolConfig: { tools: [tool({ name: '', description: '' })] } })).toBe(
      `3 validation errors detected: Value '' ${at}.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+; ` +
        `Value '' ${at}.name' failed to satisfy constraint: Member must have length greater than or equal to 1; ` +
        `Value '' ${at}.description' failed to satisfy constraint: Member must have length greater than or equal to 1`,
    )
    const name = '!'.repeat(65)
    expect(converse({ toolConfig: { tools: [tool({ name })] } })).toMatch(
      /^2 validation errors detected: .*less than or equal to 64; .*pattern: \[a-zA-Z0-9_-\]\+$/,
    )
  })

  it('lists the values of an enumeration', () => {
    expect(converse({ messages: [{ role: 'tool', content: [{ text: 'x' }] }] })).toBe(
      `${one}Value 'tool' at 'messages.1.member.role' failed to satisfy constraint: Member must satisfy enum value set: [user, assistant, system]`,
    )
  })

  it('does not echo message content', () => {
    const toolUse = { toolUseId: 'a', name: 'my secret!', input: {} }
    const message = converse({ messages: [user({ text: 'x' }), user({ toolUse })] })
    expect(message).toBe(
      `${one}Value at 'messages.2.member.content.1.member.toolUse.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_-]+`,
    )
  })

  it('reports a required member of a sensitive structure without a value', () => {
    const reasoningContent = { reasoningText: { signature: 's' } }
    expect(converse({ messages: [user({ reasoningContent })] })).toBe(
      `${one}Value at 'messages.1.member.content.1.member.reasoningContent.reasoningText.text' failed to satisfy constraint: Member must not be null`,
    )
  })

  it.each([
    ['absent', { messages: [{ content: [{ text: 'x' }] }] }],
    ['null', { messages: [{ role: null, content: [{ text: 'x' }] }] }],
  ])('reports a required member as null when it is %s', (_, body) => {
    expect(converse(body)).toBe(
      `${one}Value null at 'messages.1.member.role' failed to satisfy constraint: Member must not be null`,
    )
  })

  it('rejects null in a list', () => {
    expect(converse({ messages: [null] })).toBe(
      `${one}Value null at 'messages.1.member' failed to satisfy constraint: Member must not be null`,
    )
  })

  it('orders failures as in the model, whatever the order of the request', () => {
    const message = converse({
      inferenceConfig: { topP: 2, temperature: 2 },
      system: [{ text: '' }],
    })
    expect(message?.match(/at '[^']+'/g)).toEqual([
      "at 'system.1.member.text'",
      "at 'inferenceConfig.temperature'",
      "at 'inferenceConfig.topP'",
    ])
  })

  it('prints lists and maps as Java does', () => {
    expect(converse({ toolConfig: { tools: [] } })).toBe(
      `${one}Value '[]' at 'toolConfig.tools' failed to satisfy constraint: Member must have length greater than or equal to 1`,
    )
    const paths = Array.from({ length: 11 }, (_, index) => `/${index}`)
    expect(converse({ additionalModelResponseFieldPaths: paths })).toContain(
      `Value '[/0, /1, /2, /3, /4, /5, /6, /7, /8, /9, /10]' at`,
    )
  })

  it('limits the number of stop sequences', () => {
    const stopSequences = Array.from({ length: 2_501 }, () => 'x')
    expect(converse({ inferenceConfig: { stopSequences } })).toMatch(
      /at 'inferenceConfig.stopSequences' failed to satisfy constraint: Member must have length less than or equal to 2500$/,
    )
  })

  it('checks keys and values of maps, and hides those that are sensitive', () => {
    expect(converse({ requestMetadata: { key: '§' } })).toBe(
      `${one}Value at 'requestMetadata.key.member' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9\\s:_@$#=/+,-.]{0,256}`,
    )
  })

  it('measures the bytes of a blob, not its base64 text', () => {
    const image = (bytes: string) => user({ image: { format: 'png', source: { bytes } } })
    expect(converse({ messages: [image('AA==')] })).toBeUndefined()
    expect(converse({ messages: [image('')] })).toContain('length greater than or equal to 1')
  })

  it('validates path parameters', () => {
    expect(validate('ConverseRequest', { modelId: 'no such/model' })).toMatch(
      /^1 validation error detected: Value 'no such\/model' at 'modelId' failed to satisfy constraint: Member must satisfy regular expression pattern: /,
    )
  })

  it('ignores members that are not in the model', () => {
    expect(converse({ modelId, extra: 1, __proto__: { a: 1 }, constructor: 2 })).toBeUndefined()
  })

  it.each([
    ['none', { unheard: 1 }],
    ['several', { text: 'a', image: { format: 'png', source: { bytes: 'AA==' } } }],
  ])('rejects a union with %s of its members set', (_, block) => {
    expect(converse({ messages: [user(block)] })).toBe(
      'ContentBlock object at messages.0.content.0 must set one of the following keys: text, image, toolUse, toolResult, document, video, cachePoint, reasoningContent, citationsContent, searchResult.',
    )
  })

  it('stops counting at a hundred failures', () => {
    const messages = Array.from({ length: 5_000 }, () => ({}))
    expect(converse({ messages })).toMatch(/^10[0-9] validation errors detected: /)
  })
})

describe('JSON types that do not match the model', () => {
  it.each<[string, Json, string]>([
    ['a map for a list', { messages: {} }, 'Start of structure or map found where not expected'],
    ['a string for a list', { messages: 'x' }, 'Unexpected field type'],
    ['a list for a structure', { messages: [[]] }, 'Start of list found where not expected'],
    ['a number for a structure', { messages: [1] }, 'Unexpected field type'],
    [
      'a map for a string',
      { messages: [user({ text: {} })] },
      'Start of structure or map found where not expected',
    ],
    [
      'a number for a string',
      { messages: [user({ text: 1 })] },
      'NUMBER_VALUE can not be converted to a String',
    ],
    [
      'a boolean for a string',
      { messages: [user({ text: true })] },
      'TRUE_VALUE can not be converted to a String',
    ],
    [
      'a string for an integer',
      { inferenceConfig: { maxTokens: '5' } },
      'STRING_VALUE can not be converted to an Integer',
    ],
    [
      'a boolean for a float',
      { inferenceConfig: { topP: false } },
      'FALSE_VALUE can not be converted to a Float',
    ],
    [
      'a fraction for a boolean',
      { toolConfig: { tools: [tool({ strict: 0.5 })] } },
      'DECIMAL_VALUE can not be converted to a Boolean',
    ],
    ['a list for a body', [], 'Start of list found where not expected'],
  ])('rejects %s', (_, body, text) => {
    const error = raised(() => deserialise('ConverseRequest', body))
    expect([error.name, error.status, error.message]).toEqual(['SerializationException', 400, text])
    expect(errorBody(error).toString()).toBe(JSON.stringify({ Message: text }))
    expect(errorType(error)).toBe(
      'SerializationException:http://internal.amazon.com/coral/com.amazon.coral.service/',
    )
  })

  it('are checked before any constraint', () => {
    const body = { modelId, inferenceConfig: { temperature: 5, maxTokens: '1' } }
    expect(raised(() => assertValid('ConverseRequest', body)).name).toBe('SerializationException')
  })

  it('accepts any JSON as a document', () => {
    for (const json of [1, 'x', [], {}, true]) {
      expect(converse({ toolConfig: { tools: [tool({ inputSchema: { json } })] } })).toBeUndefined()
    }
  })
})

describe('malicious bodies', () => {
  const nested = (depth: number, open: string, close: string): Json =>
    JSON.parse(open.repeat(depth) + close.repeat(depth)) as Json

  it('survives nesting of any depth', () => {
    const deep = nested(100_000, '[', ']')
    expect(converse({ additionalModelRequestFields: deep })).toBeUndefined()
    const messages = { modelId, messages: deep }
    expect(raised(() => assertValid('ConverseRequest', messages)).name).toBe(
      'SerializationException',
    )
    expect(validate('ConverseRequest', { modelId, requestMetadata: { a: deep } })).toBeUndefined()
    expect(raised(() => deserialise('ConverseRequest', deep)).name).toBe('SerializationException')
  })

  it('throws only AWS errors', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...TOP), (value, member) => {
        const body = { modelId, [member]: value as Json }
        try {
          assertValid('ConverseRequest', body)
        } catch (error) {
          expect(error).toBeInstanceOf(AwsError)
        }
      }),
    )
  })

  it('assertValid accepts what validate accepts, if the types are correct', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...TOP), (value, member) => {
        const body = { modelId, [member]: value as Json }
        const error = attempt(() => assertValid('ConverseRequest', body))
        if (error?.name === 'SerializationException') return
        expect(error?.message).toBe(validate('ConverseRequest', body))
      }),
    )
  })
})

const TOP = ['messages', 'system', 'toolConfig', 'inferenceConfig', 'requestMetadata'] as const

function attempt(run: () => void): AwsError | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    return AwsError.from(error)
  }
}
