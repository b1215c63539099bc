import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findFunctions } from '../../server/lambda/functions.ts'
import { createRunner } from '../../server/lambda/runner.ts'
import type { CallOptions } from '../../server/lambda/runner.ts'

const account = { region: 'eu-west-1', account: '123456789012' }
const dir = mkdtempSync(join(tmpdir(), 'functions-'))
const runner = createRunner({ ...account, endpoint: () => undefined })

afterAll(() => {
  runner.close()
  rmSync(dir, { recursive: true, force: true })
})

/** Runs a handler with this body. */
async function run(name: string, body: string, call: Partial<CallOptions> = {}) {
  mkdirSync(join(dir, name))
  const indented = body.replaceAll(/^/gm, '    ')
  const code = `import os\n\ndef handler(event, context):\n${indented}\n`
  writeFileSync(join(dir, name, 'index.py'), code)
  const fn = findFunctions(dir, account).find((one) => one.name === name)
  if (fn === undefined) throw new Error(`no function ${name}`)
  const { payload, requestId } = await runner.invoke(
    { ...fn, timeoutSec: 30 },
    { event: '{}', ...call },
  )
  return { value: JSON.parse(payload.toString()) as unknown, requestId }
}

test('a process that ends while it writes its result is an exit', async () => {
  const { value, requestId } = await run(
    'ends',
    `os.write(3, b'{"type": "done", "payl')\nos._exit(1)`,
  )
  expect(value).toEqual({
    errorType: 'Runtime.ExitError',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: exit status 1`,
  })
})

test.each([
  ['text', 'hello'],
  ['null', 'null'],
  ['list', '[1]'],
  ['type', '{"type": "other"}'],
  ['member', '{"type": "done", "payload": 1, "rss": 1}'],
])('what the function writes to the channel is ignored: %s', async (name, line) => {
  const { value } = await run(name, `os.write(3, b'${line}\\n')\nreturn 'fine'`)
  expect(value).toBe('fine')
})

const CONTEXT = `c = context.client_context
return c and [type(c).__name__, c.custom, c.env, c.client and {
    n: getattr(c.client, n) for n in ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")}]`

test.each([
  ['absent', undefined, null],
  [
    'full',
    {
      custom: { a: 'b' },
      env: { locale: 'de' },
      client: { installation_id: '1', app_title: 'App', app_version_code: '7', other: 'x' },
    },
    [
      'ClientContext',
      { a: 'b' },
      { locale: 'de' },
      {
        installation_id: '1',
        app_title: 'App',
        app_version_name: null,
        app_version_code: '7',
        app_package_name: null,
      },
    ],
  ],
  ['partial', { custom: { a: 'b' } }, ['ClientContext', { a: 'b' }, null, null]],
  ['number', 7, null],
])("has the caller's context: %s", async (name, context, expected) => {
  const call = context === undefined ? {} : { clientContext: JSON.stringify(context) }
  expect((await run(`context-${name}`, CONTEXT, call)).value).toEqual(expected)
})

test('has an identity without members, as on Lambda', async () => {
  const { value } = await run(
    'identity',
    'i = context.identity\nreturn [i.cognito_identity_id, i.cognito_identity_pool_id]',
  )
  expect(value).toEqual([null, null])
})
