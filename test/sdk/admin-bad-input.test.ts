import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { adminRoutes } from '../../server/admin/routes.ts'
import { admin } from '../support/admin.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

let server: Server
beforeEach(async () => {
  server = await startServer()
})
afterEach(async () => server[Symbol.asyncDispose]())

const problem = (status: number, detail: string) => ({
  status,
  type: 'application/problem+json',
  body: { status, detail: expect.stringContaining(detail) },
})

test.each<[string, Parameters<typeof admin>[1], string, unknown, number, string]>([
  ['no JSON', 'POST', '/journal/verify', '{', 400, 'not valid JSON'],
  ['no body', 'POST', '/journal/verify', undefined, 400, 'The body is empty'],
  ['a list instead of an object', 'POST', '/journal/verify', [], 400, 'body is a list'],
  ['an unknown member', 'POST', '/journal/verify', { promt: 'x' }, 400, 'did you mean "prompt"?'],
  ['a member with the wrong type', 'PUT', '/mode', { mode: 7 }, 400, 'body.mode is 7'],
  ['a missing member', 'PUT', '/mode', {}, 400, 'body.mode is missing'],
  ['an unknown mode', 'PUT', '/mode', { mode: 'mok' }, 400, 'did you mean mock?'],
  [
    'an invalid regular expression',
    'POST',
    '/journal/verify',
    { prompt: { regex: '(' } },
    400,
    'missing',
  ],
  [
    'an unknown operation',
    'POST',
    '/journal/verify',
    { operation: 'Convers', times: 0 },
    400,
    'did you mean Converse?',
  ],
  ['more than the maximum', 'POST', '/journal/verify', { times: { min: 2, max: 1 } }, 400, 'min 2'],
  [
    'a real access key for a session',
    'GET',
    '/fixtures?session=AKIAIOSFODNN7EXAMPLE',
    undefined,
    400,
    'A real access key id is not a session name',
  ],
  [
    'a real access key for a session, in the body',
    'POST',
    '/reset',
    { session: 'ASIAIOSFODNN7EXAMPLE' },
    400,
    'A real access key id is not a session name',
  ],
  ['an unknown query member', 'GET', '/journal?promt=x', undefined, 400, 'did you mean "prompt"?'],
  ['an invalid number', 'GET', '/journal?limit=many', undefined, 400, 'query.limit'],
  ['an empty fixture', 'POST', '/fixtures', {}, 400, 'The fixture cannot be used'],
  [
    'an unknown exchange',
    'GET',
    '/journal/none',
    undefined,
    404,
    'The journal has no exchange none.',
  ],
  ['an unknown fixture', 'GET', '/fixtures/none', undefined, 404, 'There is no fixture "none".'],
  ['an unknown session', 'DELETE', '/sessions/none', undefined, 404, 'There is no session "none".'],
  ['an unknown path', 'GET', '/nothing', undefined, 404, '/_admin/ lists'],
  ['a path that cannot be decoded', 'GET', '/fixtures/%zz', undefined, 400, 'decoded'],
  ['another method', 'DELETE', '/mode', undefined, 405, 'GET and PUT are'],
])('%s', async (_, method, path, body, status, detail) => {
  expect(await admin(server, method, path, body)).toMatchObject(problem(status, detail))
})

test('a body that is too large', async () => {
  expect(await admin(server, 'POST', '/fixtures', 'x'.repeat(25_000_001))).toMatchObject(
    problem(413, '25,000,000'.replaceAll(',', '')),
  )
})

const MALFORMED: object[] = [
  {},
  { role: 'user', content: 'x' },
  { role: 'user', content: [null] },
  { role: 'user', content: [{ toolUse: 5 }] },
]

test.each(MALFORMED)('an estimate of a malformed conversation: %j', async (message) => {
  const body = { messages: [message] }
  const question = { operation: 'Converse', modelId: 'amazon.nova-micro-v1:0', body }
  expect(await admin(server, 'POST', '/estimate', question)).toMatchObject(
    problem(400, 'The body cannot be read as a request to this model.'),
  )
})

// Node.js 26 can write such a body, older versions cannot.
test.each([
  ['/estimate', /"cost"|nested too deeply/],
  ['/near-misses', /"misses"|nested too deeply/],
])('a body that is nested deeply, in %s', async (path, answer) => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  const question = `{"operation":"Converse","modelId":"amazon.nova-micro-v1:0","body":{"x":${deep}}}`
  const { status, text } = await admin(server, 'POST', path, question)
  expect([200, 400]).toContain(status)
  expect(text).toMatch(answer)
})

test('several faults are reported at once', async () => {
  const { body } = await admin(server, 'POST', '/journal/verify', { promt: 'x', times: 'often' })
  expect((body as { errors: { path: string }[] }).errors.map(({ path }) => path)).toEqual([
    'body.promt',
    'body.times',
  ])
})

test('any input to any path fails only in expected ways', async () => {
  for (const { method, path } of adminRoutes) {
    if (path === '/events') continue
    for (const body of [undefined, 'null', '[]', '{"a":1}', '"x"', '{"session":5}']) {
      if (method === 'GET' && body !== undefined) continue
      const { status } = await admin(server, method, path.replaceAll(/\{\w+\}/g, '%00x'), body)
      expect(status, `${method} ${path} ${body}`).toBeLessThan(500)
    }
  }
})

test('a path that is too long is a client error', async () => {
  expect(await admin(server, 'GET', `/journal/${'x'.repeat(8_193)}`)).toMatchObject(
    problem(414, 'The path is too long.'),
  )
})

test('an exchange of another session is not shown', async () => {
  await server.runtime.send(
    new ConverseCommand({
      modelId: 'amazon.nova-micro-v1:0',
      messages: [{ role: 'user', content: [{ text: 'hi' }] }],
    }),
  )
  const id = server.journal.list()[0]?.id ?? ''
  const get = (session: string) => admin(server, 'GET', `/journal/${id}?session=${session}`)
  expect((await get('test')).status).toBe(200)
  expect(await get('other')).toMatchObject(problem(404, `The journal has no exchange ${id}`))
  expect((await admin(server, 'GET', `/journal/${id}`)).status).toBe(200)
})
