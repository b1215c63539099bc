import { describe, expect, test } from 'vitest'
import { sign } from '../../server/aws/sigv4.ts'
import { allow, fileOf, policy } from '../support/policies.ts'
import { sharedServer, startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

const keys = {
  accessKeys: { anna: { secretAccessKey: 'secret' } },
  bearerKeys: { ABSKgood: {} },
}
const MANTLE = '/v1/chat/completions'
const RUNTIME = '/openai/v1/chat/completions'
const body = JSON.stringify({
  model: 'openai.gpt-oss-20b-1:0',
  messages: [{ role: 'user', content: 'Hi' }],
})

type Sent = Record<string, string>

async function send(server: Pick<Server, 'url'>, path: string, headers: Sent) {
  const response = await fetch(server.url + path, { method: 'POST', body, headers })
  return { status: response.status, payload: (await response.json()) as Record<string, unknown> }
}

function signed(server: Pick<Server, 'url'>, path: string, service: string): Sent {
  const host = new URL(server.url).host
  const request = {
    method: 'POST',
    url: path,
    headers: [['host', host]] as const,
    body: Buffer.from(body),
  }
  const scope = { region: 'us-east-1', service }
  const anna = { accessKeyId: 'anna', secretAccessKey: 'secret' }
  return Object.fromEntries(sign(request, anna, scope))
}

const refused = (code: string, message: unknown, type: string) => ({
  error: { code, message, param: null, type },
})

describe('with --auth verify', () => {
  const server = sharedServer({ auth: 'verify', keys })

  test.each([
    ['a key', MANTLE, { authorization: 'Bearer ABSKgood' }],
    ['a key, on Bedrock Runtime', RUNTIME, { authorization: 'Bearer ABSKgood' }],
  ])('accepts %s', async (_name, path, headers) => {
    expect(await send(server, path, headers)).toMatchObject({ status: 200 })
  })

  test.each([
    [MANTLE, 'bedrock-mantle', 200],
    [MANTLE, 'bedrock', 200],
    [RUNTIME, 'bedrock-mantle', 200],
    [RUNTIME, 'bedrock', 200],
    [MANTLE, 'mantle', 401],
    [RUNTIME, 'mantle', 403],
  ])('%s signed for %s: %i', async (path, service, status) => {
    const { payload, ...rest } = await send(server, path, signed(server, path, service))
    expect(rest).toEqual({ status })
    const message = `Credential should be scoped to correct service: '${status === 401 ? 'bedrock-mantle' : 'bedrock'}'. `
    if (status === 401)
      expect(payload).toEqual(refused('invalid_api_key', message, 'authentication_error'))
    if (status === 403) expect(payload).toEqual({ message })
  })

  test.each([
    ['another key', { authorization: 'Bearer ABSKbad' }, 'Invalid bearer token'],
    ['no key', {}, 'Missing Authentication Token'],
    ["a key in Anthropic's header", { 'x-api-key': 'ABSKgood' }, 'Missing Authentication Token'],
  ])('rejects %s', async (_name, headers, message) => {
    expect(await send(server, MANTLE, headers as Sent)).toEqual({
      status: 401,
      payload: refused('invalid_api_key', message, 'authentication_error'),
    })
  })
})

describe('with a policy', () => {
  const bearer = { authorization: 'Bearer ABSKgood' }
  const project = 'arn:aws:bedrock-mantle:us-east-1:123456789012:project/default'
  const mayCall = allow('bedrock-mantle:CallWithBearerToken')

  test('permissions on bedrock-mantle are for a project', async () => {
    await using server = await startServer({
      policy: fileOf(policy(mayCall, allow('bedrock-mantle:CreateInference', project))),
    })
    expect(await send(server, MANTLE, bearer)).toMatchObject({ status: 200 })
    const other = { ...bearer, 'openai-project': 'proj_other' }
    expect(await send(server, MANTLE, other)).toMatchObject({
      status: 401,
      payload: refused(
        'access_denied',
        expect.stringMatching(
          /^User: \S+ is not authorized to perform: bedrock-mantle:CreateInference on resource: arn:aws:bedrock-mantle:us-east-1:123456789012:project\/proj_other /,
        ),
        'permission_error',
      ),
    })
    const runtime = await send(server, RUNTIME, bearer)
    expect(runtime.status).toBe(403)
    expect(runtime.payload).toEqual({
      Message: expect.stringContaining('bedrock:CallWithBearerToken'),
    })
  })

  test('bedrock:InvokeModel has no effect there, and is required on Bedrock Runtime', async () => {
    const invoke = allow(['bedrock:InvokeModel', 'bedrock:CallWithBearerToken'])
    await using server = await startServer({ policy: fileOf(policy(invoke, mayCall)) })
    expect(await send(server, RUNTIME, bearer)).toMatchObject({ status: 200 })
    expect(await send(server, MANTLE, bearer)).toMatchObject({ status: 401 })
  })
})
