import { describe, expect, test } from 'vitest'
import type { MemberSchema } from '../../../../server/dialects/parts/schema.ts'
import { checked, malformed, violationsOf } from '../../../../server/dialects/parts/schema.ts'

const rule: MemberSchema = {
  type: 'JSONObject',
  required: ['prompt', 'kind'],
  properties: {
    prompt: { type: 'String', minLength: 1, maxLength: 5 },
    kind: { type: 'String', enum: ['a', 'b'] },
    p: { type: 'Number', minimum: 0, maximum: 1 },
    n: { type: 'Integer' },
    stop: { type: 'JSONArray', maxItems: 2, items: { type: 'String', pattern: /^(\|+|User:)$/ } },
    config: { type: 'JSONObject', nullable: true, properties: { on: { type: 'Boolean' } } },
    content: { type: ['String', 'JSONArray'], minLength: 1, items: { type: 'Integer' } },
    free: { type: 'JSONObject', open: true, properties: {} },
  },
}

describe('violations of a native schema, with the messages of everit-json-schema', () => {
  const valid = { prompt: 'abc', kind: 'a' }

  test.each([
    [{}, ['#: required key [prompt] not found', '#: required key [kind] not found']],
    [{ ...valid, top_k: 1 }, ['#: extraneous key [top_k] is not permitted']],
    [{ ...valid, prompt: '' }, ['#/prompt: expected minLength: 1, actual: 0']],
    [{ ...valid, prompt: 'abcdef' }, ['expected maxLength: 5, actual: 6']],
    [{ ...valid, prompt: null }, ['#/prompt: expected type: String, found: Null']],
    [{ ...valid, kind: 'x' }, ['#/kind: x is not a valid enum value']],
    [{ ...valid, p: 2 }, ['#/p: 2 is not less or equal to 1']],
    [{ ...valid, p: -1 }, ['#/p: -1 is not greater or equal to 0']],
    [{ ...valid, n: '3' }, ['#/n: expected type: Integer, found: String']],
    [{ ...valid, n: 1.5 }, ['#/n: expected type: Integer, found: BigDecimal']],
    [
      { ...valid, stop: ['User:', '</stop>', '|'] },
      [
        '#/stop: expected maximum item count: 2, found: 3',
        'string [</stop>] does not match pattern ^(\\|+|User:)$',
      ],
    ],
    [{ ...valid, config: { off: true } }, ['#/config: extraneous key [off] is not permitted']],
    [{ ...valid, config: [] }, ['#/config: expected type: JSONObject, found: JSONArray']],
    [
      { ...valid, content: {} },
      [
        '#/content: expected type: String, found: JSONObject',
        '#/content: expected type: JSONArray, found: JSONObject',
      ],
    ],
    [{ ...valid, content: ['a'] }, ['#/content/0: expected type: Integer, found: String']],
    [[], ['#: expected type: JSONObject, found: JSONArray']],
  ])('%j', (body, expected) => {
    expect(violationsOf(body, rule)).toEqual(expected)
  })

  test('null if allowed, extra members of an open object and inherited names are valid', () => {
    expect(violationsOf({ ...valid, config: null, free: { toString: 1, any: [] } }, rule)).toEqual(
      [],
    )
  })
})

describe('the error', () => {
  test('joins the violations without a separator', () => {
    expect(malformed(['#: a', '#: b'])).toMatchObject({
      name: 'ValidationException',
      status: 400,
      message: 'Malformed input request: #: a#: b, please reformat your input and try again.',
    })
  })

  test('is thrown by the check, which returns a valid body unchanged', () => {
    const body = { prompt: 'abc', kind: 'b' }
    expect(checked(body, rule)).toBe(body)
    expect(() => checked({ prompt: 'abc' }, rule)).toThrow(
      'Malformed input request: #: required key [kind] not found, please reformat your input and try again.',
    )
  })
})
