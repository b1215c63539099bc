import { join } from 'node:path'
import { expect, test } from 'vitest'
import { handlerIn } from '../../../server/lambda/handler-name.ts'
import { fixtureFolder } from '../../support/fixture-folder.ts'

test.each([
  ['x.py', 'def handler(e, c): pass\ndef lambda_handler(e, c): pass\n', 'lambda_handler'],
  ['x.py', 'async def handler(e, c): pass\n', 'handler'],
  ['x.py', 'from app import main as lambda_handler\n', 'lambda_handler'],
  ['x.py', 'handler = make()\n', 'handler'],
  ['x.py', '# def handler\nclass A:\n    def handler(self): pass\n', undefined],
  ['x.mjs', 'export const handler = async () => {}\n', 'handler'],
  ['x.mjs', 'export async function handler(event) {}\n', 'handler'],
  ['x.mjs', 'const run = 1\nexport { run as handler }\n', 'handler'],
  ['x.cjs', 'exports.handler = () => {}\n', 'handler'],
  ['x.js', 'module.exports = { a, handler }\n', 'handler'],
  ['x.ts', 'export const lambdaHandler: Handler = x\n', 'lambdaHandler'],
  ['x.mjs', 'const handler = 1\nexport const other = 2\n', undefined],
])('%s with %j has the handler %s', (name, source, expected) => {
  using folder = fixtureFolder({ [name]: source })
  expect(handlerIn(join(folder.path, name))).toBe(expected)
})
