import { chmodSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  ChangedFile,
  etagOf,
  ForeignPath,
  listFiles,
  readFixtureFile,
  removeFixtureFile,
  writeFixtureFile,
} from '../../../server/store/fixture-files.ts'
import { folderOf } from '../../browser/folder.ts'

let outer: ReturnType<typeof folderOf>
let folders: string[]

beforeEach(() => {
  outer = folderOf({
    'first/a.yaml': 'first',
    'last/a.yaml': 'last',
    'last/deep/b.json': '{}',
    'secret.yaml': 'secret',
    'outside/c.yaml': 'outside',
  })
  folders = [join(outer.dir, 'first'), join(outer.dir, 'last')]
  symlinkSync(join(outer.dir, 'outside'), join(outer.dir, 'last/link'))
  symlinkSync(join(outer.dir, 'secret.yaml'), join(outer.dir, 'last/linked.yaml'))
})
afterEach(() => outer[Symbol.dispose]())

describe('fixture files', () => {
  test('are not written through a link to a file that does not exist', async () => {
    symlinkSync(join(outer.dir, 'none.yaml'), join(outer.dir, 'last/dangling.yaml'))
    expect(() => readFixtureFile(folders, 'dangling.yaml')).toThrow(ForeignPath)
    await expect(writeFixtureFile(folders, 'dangling.yaml', 'x', undefined)).rejects.toThrow(
      'The path leads through a link, which the console does not follow.',
    )
  })

  test('are listed, later folders first', () => {
    expect(listFiles(folders).map(({ path }) => path)).toEqual(
      expect.arrayContaining(['a.yaml', 'deep/b.json']),
    )
    expect(readFixtureFile(folders, 'a.yaml')).toMatchObject({ text: 'last', writable: true })
    expect(readFixtureFile(folders, 'none.yaml')).toBeUndefined()
  })

  test('have the time of their last change', async () => {
    utimesSync(join(outer.dir, 'last/a.yaml'), 1_000, 1_700_000_000)
    expect(readFixtureFile(folders, 'a.yaml')?.savedAt).toBe(1_700_000_000_000)
    await expect(removeFixtureFile(folders, 'a.yaml', '"other"')).rejects.toThrow(
      expect.objectContaining({ savedAt: 1_700_000_000_000 }),
    )
  })

  test('are written in full, and only over the opened version', async () => {
    const { etag = '' } = readFixtureFile(folders, 'a.yaml') ?? {}
    await writeFixtureFile(folders, 'a.yaml', 'mine', etag)
    await expect(writeFixtureFile(folders, 'a.yaml', 'theirs', etag)).rejects.toThrow(ChangedFile)
    await expect(writeFixtureFile(folders, 'a.yaml', 'new?', undefined)).rejects.toMatchObject({
      text: 'mine',
      etag: etagOf('mine'),
    })
    expect(readFileSync(join(outer.dir, 'last/a.yaml'), 'utf8')).toBe('mine')
    expect(readFileSync(join(outer.dir, 'first/a.yaml'), 'utf8')).toBe('first')
  })

  test('are created with their folders, and removed again', async () => {
    const { etag } = await writeFixtureFile(folders, 'saved/x.yaml', 'x', undefined)
    expect(readFileSync(join(outer.dir, 'last/saved/x.yaml'), 'utf8')).toBe('x')
    const remove = (tag: string) => removeFixtureFile(folders, 'saved/x.yaml', tag)
    await expect(remove('"other"')).rejects.toThrow(ChangedFile)
    expect(await remove(etag)).toBe(true)
    expect(await remove(etag)).toBe(false)
  })

  test('of concurrent requests, one creates a file, and one changes it', async () => {
    const race = (texts: string[], etag?: string) =>
      Promise.allSettled(texts.map((text) => writeFixtureFile(folders, 'raced.yaml', text, etag)))
    const created = await race(['a', 'b', 'c'])
    const etag = readFixtureFile(folders, 'raced.yaml')?.etag
    const changed = await race(['d', 'e', 'f'], etag)
    for (const outcomes of [created, changed]) {
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(ChangedFile)
    }
  })

  test.each([
    '../secret.yaml',
    'deep/../../secret.yaml',
    '/etc/passwd',
    '/etc/x.yaml',
    '..\\secret.yaml',
    'C:\\x.yaml',
    'c:x.yaml',
    '.hidden.yaml',
    'deep/.x/y.yaml',
    'node_modules/x.yaml',
    'a.txt',
    'a.yaml\u0000.txt',
    'x\u0000.yaml',
    '',
    'deep//b.json',
    'link/c.yaml',
    'link/new.yaml',
    'linked.yaml',
    'deep/settings.yaml',
    'package.json',
    'fixture.schema.json',
    `${'x'.repeat(600)}.yaml`,
  ])('%j is rejected', async (path) => {
    expect(() => readFixtureFile(folders, path)).toThrow(ForeignPath)
    await expect(removeFixtureFile(folders, path, etagOf('secret'))).rejects.toThrow(ForeignPath)
    await expect(writeFixtureFile(folders, path, 'x', undefined)).rejects.toThrow(ForeignPath)
    await expect(writeFixtureFile(folders, path, 'x', etagOf('secret'))).rejects.toThrow(
      ForeignPath,
    )
    expect(readFileSync(join(outer.dir, 'secret.yaml'), 'utf8')).toBe('secret')
    expect(readFileSync(join(outer.dir, 'outside/c.yaml'), 'utf8')).toBe('outside')
  })

  test.each([
    ['../secret.yaml', 'it must be relative to the fixtures folder'],
    ['a.txt', 'the name must end in .yaml, .yml or .json'],
  ])('%s: %s', (path, why) => {
    expect(() => readFixtureFile(folders, path)).toThrow(why)
  })

  test('that are not UTF-8 are shown, but not written', async () => {
    const bytes = Buffer.from('# caf\u00e9\n', 'latin1')
    writeFileSync(join(outer.dir, 'last/a.yaml'), bytes)
    const file = readFixtureFile(folders, 'a.yaml')
    expect(file).toMatchObject({ text: '# caf\uFFFD\n', writable: false })
    await expect(writeFixtureFile(folders, 'a.yaml', 'x', file?.etag)).rejects.toThrow(
      'a.yaml is not UTF-8; save it as UTF-8 in another editor first.',
    )
    expect(readFileSync(join(outer.dir, 'last/a.yaml'))).toEqual(bytes)
  })

  test('report why they cannot be written', async () => {
    const root = join(outer.dir, 'blocked')
    mkdirSync(root)
    writeFileSync(join(root, 'file'), '')
    chmodSync(root, 0o555)
    await expect(writeFixtureFile([root], 'file/x.yaml', 'x', undefined)).rejects.toThrow(
      /file\/x.yaml cannot be written/,
    )
  })
})
