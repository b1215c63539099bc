import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { skippedFolders } from '../../../server/lambda/skipped.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'lambdas-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

function skipped(...files: string[]): string[] {
  for (const file of files) {
    mkdirSync(dirname(join(dir, file)), { recursive: true })
    writeFileSync(join(dir, file), '')
  }
  return skippedFolders(dir).map((text) => text.replaceAll(dir, 'DIR').replaceAll('\\', '/'))
}

const NAMES = 'index.mjs, index.js, index.cjs, handler.mjs, handler.js or handler.cjs'

test('folders with a handler are served without a message', () => {
  expect(skipped('a/index.mjs', 'b/handler.js', 'template.yaml')).toEqual([])
})

test('a folder without a handler is reported, with what to do', () => {
  const files = [
    'a/index.mjs',
    'ts/handler.ts',
    'py/lambda_function.py',
    'none/readme.md',
    'two/a.py',
    'two/b.py',
  ]
  expect(skipped(...files, '.git/config', '_shared/x.mjs', 'node_modules/x/y.js')).toEqual([
    `DIR/none is not served as a function. It needs ${NAMES}.`,
    'DIR/py is not served as a function. lambda_function.py has no lambda_handler or handler.',
    'DIR/ts is not served as a function. Build its TypeScript first.',
    'DIR/two is not served as a function. It needs lambda_function.py, handler.py, index.py or app.py.',
  ])
})

test('an empty folder', () => {
  expect(skipped('template.yaml')).toEqual([
    `DIR contains no functions. Each needs a subfolder with ${NAMES}.`,
  ])
})

test('a folder that is itself a function is reported', () => {
  expect(skipped('index.mjs', 'lib/x.md')).toEqual([
    'DIR is itself a function. --lambdas takes the folder that contains its folder.',
  ])
})
