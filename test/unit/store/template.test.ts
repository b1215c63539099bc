import { expect, test } from 'vitest'
import { filled, groupsIn, isTemplate, strangeTemplates } from '../../../server/store/template.ts'

const values = {
  prompt: 'Say $1 {{model}}',
  model: 'nova',
  turn: 3,
  match: { 1: 'one', city: 'Oslo' },
}

test('fills in what was asked', () => {
  expect(filled('{{model}} {{ turn }} {{match.1}} {{match.city}}', values)).toBe('nova 3 one Oslo')
})

test('words in braces that are no template are told, with the one that was meant', () => {
  expect(strangeTemplates([{ text: '{{ promt }} {{prompt}} {{match.city}}' }, '{{nope}}'])).toEqual(
    [
      '{{promt}} is no template and stays as it is; did you mean {{prompt}}?',
      '{{nope}} is no template and stays as it is; known are {{prompt}}, {{model}}, {{turn}}, {{uuid}}, {{match.1}}',
    ],
  )
})

test('what is filled in is not read as a template again', () => {
  expect(filled('<{{prompt}}>', values)).toBe('<Say $1 {{model}}>')
})

test('other words in braces, and groups that did not match, do no harm', () => {
  expect(filled('{{name}} {{match.9}}|', values)).toBe('{{name}} |')
})

test('every text of a value is filled in', () => {
  expect(filled([{ toolUse: { input: { city: '{{match.city}}' } } }], values)).toEqual([
    { toolUse: { input: { city: 'Oslo' } } },
  ])
})

test('each uuid is a new one', () => {
  const [a, b] = filled('{{uuid}} {{uuid}}', values).split(' ')
  expect(a).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/)
  expect(a).not.toBe(b)
})

test('tells templates from other texts', () => {
  expect(isTemplate([{ text: 'plain {{name}}' }])).toBe(false)
  expect(isTemplate({ a: ['{{uuid}}'] })).toBe(true)
  expect(groupsIn(['{{match.2}} {{match.city}}'])).toEqual(['2', 'city'])
})
