import { afterEach, expect, test } from 'vitest'
import { ask, denial, fileOf, deny, policy } from '../support/policies.ts'
import { startServer } from '../support/server.ts'

// The source of a rejection is the part of the server that rejected the call.

let server: Awaited<ReturnType<typeof startServer>>
afterEach(() => server[Symbol.asyncDispose]())

async function sourceOf(sent: Promise<unknown>): Promise<unknown> {
  const thrown = await sent.then(
    () => undefined,
    (error: { $response?: { headers: Record<string, string> } }) => error,
  )
  const [exchange] = server.journal.list()
  expect(thrown?.$response?.headers['x-bedrock-local-source']).toBe(exchange?.source)
  return exchange?.source
}

test('a policy', async () => {
  const file = fileOf(policy(deny('bedrock:InvokeModel', '*')))
  server = await startServer({ policy: file })
  expect(await sourceOf(ask(server.runtime))).toBe('policy')
})

test('the credential check', async () => {
  server = await startServer({
    auth: 'verify',
    keys: { accessKeys: { other: { secretAccessKey: 'other' } } },
  })
  expect(await sourceOf(ask(server.runtime))).toBe('auth')
})

test('a quota', async () => {
  server = await startServer({ quotas: { '*': { requestsPerMinute: 0 } } })
  expect(await sourceOf(ask(server.client({ maxAttempts: 1 })))).toBe('quota')
})

test('request validation', async () => {
  server = await startServer()
  expect(await sourceOf(ask(server.runtime, 'amazon.no-such-model'))).toBe('validation')
})

test('no fixture', async () => {
  server = await startServer({ mode: 'replay' })
  expect(await sourceOf(ask(server.runtime))).toBe('miss')
})

test('the journal has the same user as the error', async () => {
  server = await startServer({ policy: fileOf(policy(deny('bedrock:InvokeModel', '*'))) })
  const message = await denial(ask(server.runtime))
  expect(message).toContain('arn:aws:iam::123456789012:user/test ')
  expect(message).toContain(server.journal.list()[0]?.error?.message)
})
