import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readTextFile, whyUnreadable } from '../../../server/text/text-file.ts'
import { temporaryFolder } from '../../support/recorded.ts'

test('reads a text without the byte order mark', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'a.json')
  writeFileSync(file, '\uFEFF{ "port": 1 }')
  expect(readTextFile(file)).toBe('{ "port": 1 }')
})

test.each([
  ['ENOENT', 'no such file or folder'],
  ['EACCES', 'permission denied'],
  ['EISDIR', 'it is a folder'],
  ['EIO', 'EIO'],
])('reports why the system cannot read a path: %s', (code, why) => {
  expect(whyUnreadable(Object.assign(new Error('no'), { code }))).toBe(why)
})

test('reports the message of an error without a code', () => {
  expect(whyUnreadable(new Error('the file is too large'))).toBe('the file is too large')
})
