import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { walk } from '../../../server/import/walk.ts'
import { temporaryFolder } from '../../support/recorded.ts'

test('finds every file once, in name order, and follows no cycle', async () => {
  await using folder = await temporaryFolder()
  const { path } = folder
  for (const name of ['b', 'a', 'node_modules', '.git']) {
    mkdirSync(join(path, name))
    writeFileSync(join(path, name, 'x.yaml'), '')
  }
  symlinkSync(path, join(path, 'a', 'circle'))
  symlinkSync(join(path, 'gone'), join(path, 'broken'))
  const files = walk([join(path, 'b'), path])
  expect(files.map(({ path: file, why }) => [file.slice(path.length + 1), why])).toEqual([
    ['b/x.yaml', undefined],
    ['a/x.yaml', undefined],
    ['broken', 'cannot be read: no such file or folder'],
  ])
})
