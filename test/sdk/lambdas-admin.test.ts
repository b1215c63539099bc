import { expect, test } from 'vitest'
import { admin } from '../support/admin.ts'
import { sharedFunctions, templateOf } from '../support/functions.ts'
import { sharedServer } from '../support/server.ts'

const folder = sharedFunctions(
  {
    echo: 'export const handler = async (event) => event',
    busy: 'export const handler = async () => { for (;;); }',
  },
  // The busy one is stopped long before that.
  templateOf({ echo: { Timeout: 5 }, busy: { Timeout: 60 } }),
)
const server = sharedServer({ lambdas: folder.dir })

test('lists the functions and their sample events', async () => {
  const { body } = await admin(server, 'GET', '/lambdas')
  expect(body).toMatchObject({
    runs: true,
    functions: expect.arrayContaining([
      expect.objectContaining({ name: 'echo', timeoutSec: 5, url: '/_lambda/echo/' }),
    ]),
  })
  folder.event('echo', 'later', '{ "a": 2 }')
  folder.event('echo', 'default', '{ "a": 1 }')
  expect(await admin(server, 'GET', '/lambdas/echo/events')).toMatchObject({
    body: [
      { name: 'default', text: '{ "a": 1 }' },
      { name: 'later', text: '{ "a": 2 }' },
    ],
  })
  expect(await admin(server, 'GET', '/lambdas/nope/events')).toMatchObject({ status: 404 })
})

test('reports a running call, and stops it', async () => {
  const followed = await fetch(`${server.url}/_admin/lambdas/busy/log`)
  const reader = followed.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const until = async (what: string) => {
    while (!text.includes(what)) text += (await reader?.read())?.value ?? ''
  }
  const call = fetch(`${server.url}/2015-03-31/functions/busy/invocations`, {
    method: 'POST',
  }).then((answer) => answer.json())
  await until('START RequestId')
  expect(text).toContain('event: begin')
  expect(await admin(server, 'POST', '/lambdas/busy/stop')).toMatchObject({
    body: { stopped: 1 },
  })
  expect(await call).toMatchObject({ errorType: 'Runtime.ExitError' })
  await until('event: end')
  await reader?.cancel()
  expect(await admin(server, 'POST', '/lambdas/busy/stop')).toMatchObject({
    body: { stopped: 0 },
  })
})
