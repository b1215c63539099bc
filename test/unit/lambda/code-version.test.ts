import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { codeVersion } from '../../../server/lambda/code-version.ts'

const LATE = new Date('2030-01-01')
let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'code-version-'))
  write('index.mjs', 'one', LATE)
  write('lib/deep/v.mjs', 'one')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(name: string, text: string, at = new Date('2026-01-01')) {
  const path = join(root, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  utimesSync(path, at, at)
}

/** Whether the version is another one afterwards. */
function changes(edit: () => void): boolean {
  const before = codeVersion({ root })
  edit()
  return codeVersion({ root }) !== before
}

test('is the same for the same files', () => {
  expect(changes(() => undefined)).toBe(false)
})

test.each<[string, () => void]>([
  ['a newer file', () => write('index.mjs', 'two', new Date('2031-01-01'))],
  [
    'a file that is older than others',
    () => write('lib/deep/v.mjs', 'two', new Date('2027-01-01')),
  ],
  ['another size at the same time', () => write('lib/deep/v.mjs', 'three')],
  ['a new file', () => write('lib/w.mjs', '')],
  ['a removed file', () => rmSync(join(root, 'lib/deep/v.mjs'))],
])('changes with %s', (_, edit) => {
  expect(changes(edit)).toBe(true)
})

test.each([
  'node_modules/a/index.js',
  'venv/lib/site-packages/a.py',
  'lib/__pycache__/v.pyc',
  '.git/HEAD',
])('does not read %s', (name) => {
  mkdirSync(dirname(dirname(join(root, name))), { recursive: true })
  expect(changes(() => write(name, 'x'))).toBe(false)
})

test('works with a link that leads nowhere', () => {
  expect(changes(() => symlinkSync('missing', join(root, 'lib/link')))).toBe(true)
})
