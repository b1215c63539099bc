import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { load } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import { conforms } from '../../../../server/invent/conform.ts'
import type { Json } from '../../../../server/json.ts'
import { check } from '../../../../server/store/format/check.ts'
import { fixtureSchema } from '../../../../server/store/format/json-schema.ts'
import { fixture } from '../../../../server/store/format/members.ts'
import { tidy } from '../../../../server/store/format/tidy.ts'

const folder = fileURLToPath(new URL('../../../../fixtures', import.meta.url))
const schema = fixtureSchema() as Json

const bundled = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
  (name) =>
    name.endsWith('.yaml') && !name.startsWith('recorded') && !name.endsWith('settings.yaml'),
)

describe('every bundled fixture', () => {
  test.each(bundled)('%s', (name) => {
    const text = readFileSync(join(folder, name), 'utf8')
    const value = load(text)
    expect(check(value, fixture)).toEqual([])
    expect(conforms(schema, value as Json)).toBe(true)
    expect(text).toMatch(/^# yaml-language-server: \$schema=(\.\.\/)+fixture\.schema\.json\n# /)
    expect(tidy(text, false)).toBe(text)
  })
})

/* oxlint-disable unicorn/no-thenable -- `then` is a member of the format; no fixture is awaited */
describe('the schema and the check agree', () => {
  test.each<[Json, boolean]>([
    [{ answer: { text: 'x' } }, true],
    [{ match: { prompt: 'a' }, error: { type: 'ThrottlingException', times: 2 } }, true],
    [
      { match: { prompt: { contains: ['a', 'b'] } }, answers: [{ text: 'x' }], then: 'error' },
      true,
    ],
    [{ answer: { content: [{ text: 'a', image: {} }] } }, false],
    [{ answer: { content: [{ toolUse: {} }] } }, false],
    [{ match: { prompt: '' }, answer: { text: 'x' } }, false],
    [{ match: { prompt: 5 }, answer: { text: 'x' } }, false],
    [{ match: { tools: [] }, answer: { text: 'x' } }, false],
    [{ match: { turn: 1.5 }, answer: { text: 'x' } }, false],
    [{ error: { type: 'NoSuchException' } }, false],
    [{ error: {} }, false],
    [{ answer: { native: 'text' } }, false],
    [{ anser: { text: 'x' } }, false],
    [{ then: 'loop' }, false],
    [{ match: { operation: ['Converse', 'ListFoundationModels'] }, answer: { native: {} } }, true],
    [{ match: { operation: 'Convers' }, answer: { text: 'x' } }, false],
    [[], false],
    ['text', false],
  ])('%j: %s', (value, fits) => {
    expect(check(value, fixture).length === 0).toBe(fits)
    expect(conforms(schema, value)).toBe(fits)
  })
})

test.each<[Json, boolean]>([
  [{ match: { prompt: 'a' } }, false],
  [{ answer: { text: 'a' }, answers: [{ text: 'b' }] }, false],
  [{ answer: { text: 'a' }, then: 'error' }, false],
  [{ answers: [{ text: 'a' }], then: 'error' }, true],
])('the schema knows which members go together: %j: %s', (value, fits) => {
  expect(conforms(schema, value)).toBe(fits)
})
