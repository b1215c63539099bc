import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { countFolders } from '../../../server/store/folder-counts.ts'
import { fixtureFolder } from '../../support/fixture-folder.ts'
import { openStore } from '../../support/fixture-store.ts'

const problem = (file: string) =>
  ({ severity: 'error', file, line: 1, column: 1, message: 'wrong' }) as const

test('each folder has its own fixtures and problems', () => {
  using first = fixtureFolder({
    'a.yaml': 'match: { prompt: a }\nanswer: { text: x }',
    'settings.yaml': 'ignor: []',
  })
  using second = fixtureFolder({
    'b.yaml': 'match: { prompt: b }\nanswer: { text: x }',
    'deep/c.yaml': 'match: { prompt: c }\nanswer: { text: x }',
    'broken.yaml': 'match: {}\nanswr: x',
  })
  using store = openStore([first, second])
  const [one, two] = store.folders()
  expect(one).toMatchObject({ fixtures: 1, recordings: 0 })
  expect(one?.problems.map(({ file }) => file)).toEqual([expect.stringMatching(/settings\.yaml$/)])
  expect(two).toMatchObject({ fixtures: 2, recordings: 0 })
  expect(two?.problems.map(({ file }) => file)).toEqual([expect.stringMatching(/broken\.yaml$/)])
})

test('a file belongs to the innermost folder, and a missing folder to itself', () => {
  const outer = resolve('outer')
  const inner = join(outer, 'inner')
  const missing = resolve('outer-missing')
  const counts = countFolders([outer, inner, missing], {
    rules: ['outer/a.yaml', 'outer/inner/b.yaml', 'outer/inner/c.yaml'],
    recordings: [join(outer, 'r.yaml')],
    problems: [problem('outer-missing'), problem('outer/inner/b.yaml')],
  })
  expect(counts).toEqual([
    { folder: 'outer', fixtures: 1, recordings: 1, problems: [] },
    {
      folder: 'outer/inner',
      fixtures: 2,
      recordings: 0,
      problems: [problem('outer/inner/b.yaml')],
    },
    { folder: 'outer-missing', fixtures: 0, recordings: 0, problems: [problem('outer-missing')] },
  ])
})

test('files of the working directory count for it, and files outside of all folders for none', () => {
  const [counts] = countFolders([resolve('.')], {
    rules: ['a.yaml', 'deep/b.yaml', '../c.yaml'],
    recordings: [],
    problems: [],
  })
  expect(counts).toMatchObject({ fixtures: 2, recordings: 0 })
})
