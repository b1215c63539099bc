import { describe, expect, test } from 'vitest'
import { fixtureFolder, openStore } from '../../support/fixture-store.ts'
import type { FixtureFolder } from '../../support/fixture-store.ts'

/** What is said when everything is read again after a change. */
function saidAfter(change: (folder: FixtureFolder) => void): string[] {
  const written = Object.fromEntries(
    Array.from('abcde', (name) => [
      `${name}.yaml`,
      `match: { prompt: ${name} }\nanswer: { text: x }`,
    ]),
  )
  using folder = fixtureFolder(written)
  using store = openStore([folder])
  change(folder)
  store.reload()
  return store.logged.filter((line) => line.includes('gone'))
}

describe('files that go', () => {
  test('are told one by one while they are few', () => {
    expect(saidAfter((folder) => folder.remove('a.yaml'))).toEqual([
      expect.stringMatching(/^info: .*a\.yaml is gone$/),
    ])
  })

  test('are told in one line when they are many', () => {
    const remove = (folder: FixtureFolder) => {
      for (const name of 'abcd') folder.remove(`${name}.yaml`)
    }
    expect(saidAfter(remove)).toEqual([
      expect.stringMatching(/^info: .*a\.yaml and 3 files more are gone$/),
    ])
  })

  test('with their folder are told once', () => {
    expect(saidAfter((folder) => folder.remove())).toEqual([
      expect.stringMatching(/^warn: the folder .* is gone, and 5 files with it$/),
    ])
  })
})
