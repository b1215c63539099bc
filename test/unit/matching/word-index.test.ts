import { expect, test } from 'vitest'
import { WordIndex } from '../../../server/matching/word-index.ts'

test('sorts by shared words, and weighs rare words more', () => {
  const index = new WordIndex<string>()
  for (let at = 0; at < 300; at++) index.add(`other ${at}`, ['what', 'is', `word${at}`])
  index.add('lakes', ['what', 'are', 'lakes'])
  index.add('deep lakes', ['how', 'deep', 'lakes'])
  expect(index.likely(['what', 'is', 'deep', 'lakes'], 2)).toEqual(['deep lakes', 'lakes'])
})

test('ignores a word that hundreds share', () => {
  const index = new WordIndex<number>()
  for (let at = 0; at < 1_000; at++) index.add(at, ['what', `word${at}`])
  expect(index.likely(['what'], 5)).toEqual([])
  expect(index.likely(['what', 'word17'], 5)).toEqual([17])
})

test('looks at the rare ones of many words first', () => {
  const index = new WordIndex<number>()
  const common = Array.from({ length: 40 }, (_, at) => `common${at}`)
  for (let at = 0; at < 390; at++) index.add(at, common)
  index.add(1_000, ['rare'])
  expect(index.likely([...common, 'rare'], 400)).toContain(1_000)
})
