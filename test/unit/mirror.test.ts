import { existsSync, readdirSync } from 'node:fs'
import { join, sep } from 'node:path'
import { expect, test } from 'vitest'

const server = join(import.meta.dirname, '../../server')

// These test the layout itself.
const WITHOUT_FILE = new Set(['mirror', 'rooms'])

const tests = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.test(-d)?\.ts$/.test(file))
  .map((file) => file.split(sep).join('/'))

/** `store/watch.test.ts` tests `store/watch.ts`; another word (`store/watch.limits.test.ts`) names an aspect. */
function hasSubject(file: string): boolean {
  const [subject = ''] = file.split('.')
  return (
    WITHOUT_FILE.has(subject) ||
    ['', '.ts', '.tsx'].some((end) => existsSync(join(server, `${subject}${end}`)))
  )
}

test('every unit test has the path of the file or folder that it tests', () => {
  expect(tests.length).toBeGreaterThan(100)
  expect(tests.filter((file) => !hasSubject(file))).toEqual([])
})
