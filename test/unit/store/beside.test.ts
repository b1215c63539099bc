import { symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fixtureFolder, openStore, question } from '../../support/fixture-store.ts'
import type { OpenStore } from '../../support/fixture-store.ts'

function play(store: OpenStore, text: string) {
  const found = store.find(question(text))
  return found && store.take(found, question(text))
}

describe('files beside a fixture', () => {
  test('stay in the folder, links and all', () => {
    using outside = fixtureFolder({ 'secret.png': 'x' })
    using folder = fixtureFolder({
      'a.yaml': 'answer: { image: ../../../etc/passwd }',
      'b.yaml': 'answer: { image: /etc/passwd }',
      'c.yaml': 'answer: { images: [link.png] }',
      'd.yaml': 'answer: { content: [{ image: { source: { file: nowhere.png } } }] }',
      'e.yaml': 'answer: { image: . }',
    })
    symlinkSync(join(outside.path, 'secret.png'), join(folder.path, 'link.png'))
    using store = openStore([folder])
    expect(
      store.problems.map(({ line, column, message }) => `${line}:${column} ${message}`),
    ).toEqual([
      '1:18 "../../../etc/passwd" leaves the fixtures folder; keep the file beside the fixture',
      '1:18 "/etc/passwd" leaves the fixtures folder; keep the file beside the fixture',
      '1:20 "link.png" is a link that leaves the fixtures folder',
      '1:21 "nowhere.png" does not exist beside the fixture',
      '1:18 "." is no file',
    ])
  })

  test('are not named as bytes', () => {
    using folder = fixtureFolder({
      'a.yaml': 'answer: { content: [{ image: { format: png, source: { bytes: sun.png } } }] }',
      'b.yaml': 'answer: { content: [{ image: { format: png, source: { bytes: c3Vu } } }] }',
    })
    using store = openStore([folder])
    expect(store.problems.map(({ file, message }) => `${basename(file)}: ${message}`)).toEqual([
      'a.yaml: image.source.bytes is no base64; source: { file: ... } names a file beside the fixture',
    ])
  })

  test('are not for fixtures that a test adds', () => {
    using store = openStore([])
    expect(() => store.add(question('x').session, { answer: { image: 'a.png' } })).toThrow(
      'a fixture that is not in a file has none beside it',
    )
  })

  test('that are gone when they are played are an error that names them, each time', () => {
    using folder = fixtureFolder({
      'sun.png': 'PNG',
      'f.yaml': 'answer: { content: [{ image: { source: { file: sun.png } } }] }',
    })
    using store = openStore([folder])
    folder.remove('sun.png')
    for (const text of ['once', 'again'])
      expect(() => play(store, text)).toThrow(
        'The file sun.png, which the fixture names, cannot be read: ENOENT.',
      )
  })
})
