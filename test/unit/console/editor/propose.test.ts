import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { propose } from '../../../../server/console/editor/propose.ts'
import type { Schema } from '../../../../server/console/editor/schema.ts'

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../fixtures/fixture.schema.json'), 'utf8'),
) as Schema

/** The completions at the bar, by label. */
function offered(marked: string, requested = true) {
  const cursor = marked.indexOf('|')
  const offers = propose(schema, marked.replace('|', ''), cursor, requested)
  return new Map(offers?.all.map((offer) => [offer.label, offer]))
}

test('members come with the help of the schema, without those already there', () => {
  const members = offered('match:\n  prompt: x\n  |')
  expect([...members.keys()]).toContain('toolResult')
  expect([...members.keys()]).not.toContain('prompt')
  expect(members.get('turn')).toMatchObject({
    kind: 'number',
    help: expect.stringContaining('The position of this user message'),
    text: 'turn: ',
  })
})

test('members that always hold an object or a list are opened at once', () => {
  expect(offered('|').get('match')?.text).toBe('match:\n  ')
  expect(offered('answer:\n  |').get('content')?.text).toBe('content:\n    - ')
  expect(offered('answer:\n  content:\n    - |').get('toolUse')?.text).toBe('toolUse:\n        ')
  expect(offered('{ |').get('match')?.text).toBe('"match": ')
})

test('values come from the schema, with the help of their member', () => {
  const errors = offered('error:\n  type: |')
  expect(errors.get('ThrottlingException')).toMatchObject({
    help: 'The name of the exception.',
    text: 'ThrottlingException',
  })
  expect([...offered('answer:\n  model: |').keys()]).toEqual(['true', 'false'])
  expect(offered('{ "error": { "type": |').get('ThrottlingException')?.text).toBe(
    '"ThrottlingException"',
  )
  expect([...offered('match:\n  operation: [Converse, |').keys()]).toContain('ConverseStream')
})

test('members are offered for typed text, and on a blank line only on request', () => {
  expect(offered('match:\n  |', false).size).toBe(0)
  expect(offered('match:\n  p|', false).size).toBeGreaterThan(0)
  expect(offered('match:\n  unknown:\n    |').size).toBe(0)
})
