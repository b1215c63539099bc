import { expect, test } from 'vitest'
import { placeAt } from '../../../../server/console/editor/place.ts'

/** The position of the bar in a text. */
function at(marked: string) {
  const cursor = marked.indexOf('|CURSOR')
  return placeAt(marked.replace('|CURSOR', ''), cursor)
}

test.each([
  ['the top', 'ma|CURSOR', [], 'ma'],
  ['a member', 'match:\n  pro|CURSOR', ['match'], 'pro'],
  ['a blank line inside', 'match:\n  prompt: x\n  |CURSOR', ['match'], ''],
  ['a blank line outside', 'match:\n  prompt: x\n|CURSOR', [], ''],
  ['a list in its own column', 'answers:\n- te|CURSOR', ['answers', 0], 'te'],
  ['a later item', 'answers:\n  - text: a\n  - text: b\n  - te|CURSOR', ['answers', 2], 'te'],
  [
    'a member of a list item',
    'answer:\n  content:\n    - text: a\n      ci|CURSOR',
    ['answer', 'content', 0],
    'ci',
  ],
  ['after a list', 'match:\n  tools:\n    - a\n  tu|CURSOR', ['match'], 'tu'],
  ['after a string', 'answer:\n  text: |\n    match:\n      a: b\n  st|CURSOR', ['answer'], 'st'],
  ['after braces', 'match: { prompt: "}" }\nan|CURSOR', [], 'an'],
  ['braces', 'match: { prompt: x, mo|CURSOR', ['match'], 'mo'],
  ['multi-line braces', 'match: {\n  prompt: x,\n  mo|CURSOR', ['match'], 'mo'],
  ['JSON', '{ "match": { "prompt": "x", "mo|CURSOR', ['match'], 'mo'],
  ['JSON in a list', '{ "answers": [{ "text": "a" }, { "te|CURSOR', ['answers', 1], 'te'],
  ['a quoted key', '"match":\n  "pro|CURSOR', ['match'], 'pro'],
  ['a second document', 'a:\n  b: c\n---\nma|CURSOR', [], 'ma'],
])('returns the path of a member: %s', (_, marked, path, word) => {
  expect(at(marked)).toMatchObject({ path, word, isKey: true })
})

test.each([
  ['a member', 'error:\n  type: Thr|CURSOR', ['error', 'type'], 'Thr'],
  ['an empty file', 'then: |CURSOR', ['then'], ''],
  ['a quoted string', 'then: "re|CURSOR', ['then'], 're'],
  ['braces', '{ error: { type: Thr|CURSOR', ['error', 'type'], 'Thr'],
  ['JSON', '{ "error": { "type": "Thr|CURSOR', ['error', 'type'], 'Thr'],
  ['brackets', 'match:\n  operation: [Converse, Con|CURSOR', ['match', 'operation', 1], 'Con'],
  ['an item', 'match:\n  operation:\n    - Con|CURSOR', ['match', 'operation', 0], 'Con'],
])('returns the path of a value: %s', (_, marked, path, word) => {
  expect(at(marked)).toMatchObject({ path, word, isValue: true })
})

test('knows the existing members, above and below', () => {
  const marked =
    'match:\n  prompt: x\n  |CURSOR\n  tools:\n    - a\n  model: y\nanswer:\n  text: z\n'
  expect(at(marked)?.siblings).toEqual(['prompt', 'tools', 'model'])
})

test.each([
  ['a multi-line string', 'answer:\n  text: |\n    some|CURSOR'],
  ['a comment', '# ma|CURSOR'],
  ['a comment after a value', 'then: x # re|CURSOR'],
  ['the end of a name', 'match:|CURSOR'],
])('returns nothing in %s', (_, marked) => {
  expect(at(marked)).toBeUndefined()
})

test('reads any text, at any position', () => {
  const text = 'a: { b: [1, "x}" ] }\n- c: |\n   d\n? "e": \'f\n---\n{ g: [h'
  for (let end = 0; end <= text.length; end++) expect(() => placeAt(text, end)).not.toThrow()
})
