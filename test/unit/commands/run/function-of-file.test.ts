import { join } from 'node:path'
import { expect, test } from 'vitest'
import { functionOfFile } from '../../../../server/commands/run/function-of-file.ts'
import { fixtureFolder } from '../../../support/fixture-folder.ts'

const options = { handler: undefined, timeoutSec: 5 }

test('a file is a function in its folder, with Lambda’s defaults', () => {
  using folder = fixtureFolder({ 'my.job.mjs': 'export const handler = async () => 1\n' })
  const { fn } = functionOfFile(join(folder.path, 'my.job.mjs'), options)
  expect(fn).toMatchObject({
    name: 'my-job',
    handler: 'my.job.handler',
    root: folder.path,
    timeoutSec: 5,
    memoryMb: 128,
  })
})

test.each([
  ['no-such.py', 'no-such.py does not exist'],
  ['hander.mjs', 'hander.mjs does not exist; did you mean handler.mjs?'],
  ['.', 'is a folder; name the file with the handler'],
  ['x.rb', 'run supports Python, JavaScript and TypeScript files, not .rb'],
  ['none.py', 'none.py has no lambda_handler or handler; name its function with --handler'],
  ['none.mjs', 'none.mjs has no handler; name its function with --handler'],
])('%s is rejected', (file, says) => {
  using folder = fixtureFolder({
    'handler.mjs': 'export function handler() {}\n',
    'x.rb': '',
    'none.py': 'def lambda_handlers(): pass\n',
    'none.mjs': 'const handler = 1\n',
  })
  expect(() => functionOfFile(join(folder.path, file), options)).toThrow(says)
})

test('TypeScript is bundled into a temporary folder, and errors have a position', async () => {
  using folder = fixtureFolder({
    'fine.ts': 'export const handler = async (event: { a: number }) => event.a\n',
    'broken.ts': 'export const handler = async () => {\n  return 1 +\n}\n',
  })
  const fine = functionOfFile(join(folder.path, 'fine.ts'), options)
  await fine.prepare()
  expect(fine.fn.handler).toBe('index.handler')
  fine.dispose()
  const broken = functionOfFile(join(folder.path, 'broken.ts'), options)
  await expect(broken.prepare()).rejects.toThrow(/broken\.ts:3:1: Unexpected "}"$/)
  broken.dispose()
})
