import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fixtureFolder } from '../../support/fixture-folder.ts'
import { openStore, played, question } from '../../support/fixture-store.ts'
import type { FixtureFolder } from '../../support/fixture-folder.ts'

/** The messages when everything is read again after a change. */
function messagesAfter(change: (folder: FixtureFolder) => void): string[] {
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

test('problems between files, with links and in the settings are reported as they occur', () => {
  using folder = fixtureFolder({
    'a.yaml': 'name: same\nmatch: { prompt: a }\nanswer: { text: x }',
  })
  using store = openStore([folder])
  folder.write('b.yaml', 'name: same\nmatch: { prompt: b }\nanswer: { text: x }')
  folder.write('c.yaml', 'match: { prompt: a }\nanswer: { text: x }')
  folder.write('settings.yaml', 'ignor: []')
  symlinkSync('loop', join(folder.path, 'loop'))
  store.reload()
  const wrong = () => store.logged.filter((line) => !/ was (?:added|reloaded)$/.test(line))
  expect(wrong()).toEqual([
    expect.stringMatching(/^error: .*settings\.yaml:1:1: ignor is unknown/),
    expect.stringMatching(/^error: .*loop:1:1: is a link to itself$/),
    expect.stringMatching(/^error: .*b\.yaml:1:7: the name "same" is taken by .*a\.yaml/),
    expect.stringMatching(/^warn: .*c\.yaml:1:1: "same" and "c\.yaml" match the same call/),
  ])
  store.reload()
  expect(wrong()).toHaveLength(4)
})

test('a file that returns to an earlier folder does not override the later one', () => {
  const called = (name: string) => `name: same\nmatch: { prompt: hi }\nanswer: { text: ${name} }`
  using first = fixtureFolder({ 'a.yaml': called('first') })
  using second = fixtureFolder({ 'a.yaml': called('second') })
  using store = openStore([first, second])
  first.remove('a.yaml')
  store.reload()
  first.write('a.yaml', called('first'))
  store.reload()
  expect(played(store, question('hi'))).toMatchObject({ reply: { content: [{ text: 'second' }] } })
})

describe('removed files', () => {
  test('are reported one by one if there are few', () => {
    expect(messagesAfter((folder) => folder.remove('a.yaml'))).toEqual([
      expect.stringMatching(/^info: .*a\.yaml is gone$/),
    ])
  })

  test('are reported in one line if there are many', () => {
    const remove = (folder: FixtureFolder) => {
      for (const name of 'abcd') folder.remove(`${name}.yaml`)
    }
    expect(messagesAfter(remove)).toEqual([
      expect.stringMatching(/^info: .*a\.yaml and 3 files more are gone$/),
    ])
  })

  test('are reported once with their folder', () => {
    expect(messagesAfter((folder) => folder.remove())).toEqual([
      expect.stringMatching(/^warn: the folder .* is gone, and 5 files with it$/),
    ])
  })
})
