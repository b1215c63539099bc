import { BedrockClient, ListFoundationModelsCommand } from '@aws-sdk/client-bedrock'
import {
  AccessDeniedException,
  BedrockRuntimeServiceException,
  ConverseCommand,
  ConverseStreamCommand,
  CountTokensCommand,
  InvokeModelCommand,
  InvokeModelWithBidirectionalStreamCommand,
  StartAsyncInvokeCommand,
} from '@aws-sdk/client-bedrock-runtime'
import type {
  BedrockRuntimeClient,
  BedrockRuntimeClientConfig,
} from '@aws-sdk/client-bedrock-runtime'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { describe, expect, test } from 'vitest'
import { collect } from '../support/collect.ts'
import { presign, shortTermKey } from '../support/presign.ts'
import { noBoto3, python } from '../support/python.ts'
import { micro as modelId, userSays } from '../support/questions.ts'
import { sharedServer, startServer } from '../support/server.ts'

const anna = { accessKeyId: 'anna', secretAccessKey: 'secret' }
const late = { accessKeyId: 'late', secretAccessKey: 'secret', sessionToken: 'token' }
const keys = {
  accessKeys: {
    anna: { secretAccessKey: 'secret' },
    late: { secretAccessKey: 'secret', sessionToken: 'token', expires: '2020-01-01T00:00:00Z' },
  },
  bearerKeys: { ABSKgood: {}, ABSKlate: { expires: '2020-01-01T00:00:00Z' } },
}

const server = sharedServer({ auth: 'verify', keys })

const messages = userSays('hello')
const converse = (client: BedrockRuntimeClient) =>
  client.send(new ConverseCommand({ modelId, messages }))
const refusal = (sent: Promise<unknown>): Promise<BedrockRuntimeServiceException> =>
  sent.then(
    () => {
      throw new Error('not refused')
    },
    (error: BedrockRuntimeServiceException) => error,
  )

describe.each<[string, () => BedrockRuntimeClientConfig]>([
  ['HTTP/2', () => ({ credentials: anna })],
  ['HTTP/1.1', () => ({ credentials: anna, requestHandler: new NodeHttpHandler() })],
])('signatures over %s', (_protocol, config) => {
  test('every operation is accepted', async () => {
    const client = server.client(config())
    expect((await converse(client)).stopReason).toBeDefined()
    const { stream } = await client.send(new ConverseStreamCommand({ modelId, messages }))
    expect(await collect(stream)).not.toHaveLength(0)
    const body = JSON.stringify({ messages })
    await client.send(new InvokeModelCommand({ modelId, body }))
    const arn = `arn:aws:bedrock:us-east-1::foundation-model/${modelId}`
    await client.send(new ConverseCommand({ modelId: arn, messages }))
    const input = { converse: { messages } }
    await client.send(
      new CountTokensCommand({ modelId: 'anthropic.claude-sonnet-4-20250514-v1:0', input }),
    )
  })

  test('an operation that the server does not support is accepted with its body', async () => {
    const client = server.client(config())
    const start = new StartAsyncInvokeCommand({
      modelId: 'amazon.nova-reel-v1:0',
      modelInput: {},
      outputDataConfig: { s3OutputDataConfig: { s3Uri: 's3://bucket' } },
    })
    expect((await refusal(client.send(start))).name).toBe('NotImplementedException')
  })

  test('another region has its own scope', async () => {
    await converse(server.client({ ...config(), region: 'us-west-2' }))
  })

  test.each([
    [
      'another secret',
      { ...anna, secretAccessKey: 'x' },
      'InvalidSignatureException',
      /^The request signature we calculated does not match/,
    ],
    [
      'an unknown access key',
      { ...anna, accessKeyId: 'bob' },
      'UnrecognizedClientException',
      /^The security token included in the request is invalid\.$/,
    ],
    [
      'a session token of another key',
      { ...anna, sessionToken: 'x' },
      'UnrecognizedClientException',
      /is invalid\.$/,
    ],
    [
      'an expired session token',
      late,
      'ExpiredTokenException',
      /^The security token included in the request is expired$/,
    ],
  ])('%s is rejected', async (_what, credentials, name, message) => {
    const error = await refusal(converse(server.client({ ...config(), credentials })))
    expect(error).toBeInstanceOf(BedrockRuntimeServiceException)
    expect(error).toMatchObject({ name, message: expect.stringMatching(message) })
    expect(error.$metadata.httpStatusCode).toBe(403)
  })

  test('a clock that is ten minutes slow is rejected, and corrected by the SDK', async () => {
    const slow = { ...config(), systemClockOffset: -600_000 }
    const error = await refusal(converse(server.client({ ...slow, maxAttempts: 1 })))
    expect(error).toMatchObject({
      name: 'InvalidSignatureException',
      message: expect.stringMatching(/^Signature expired: \d{8}T\d{6}Z is now earlier than /),
    })
    await converse(server.client(slow))
  })
})

test('the control plane is guarded, too', async () => {
  const control = (secretAccessKey: string) =>
    new BedrockClient({
      endpoint: server.url,
      region: 'us-east-1',
      credentials: { ...anna, secretAccessKey },
    })
  const good = control('secret')
  expect((await good.send(new ListFoundationModelsCommand({}))).modelSummaries).not.toHaveLength(0)
  const bad = control('x')
  const error = await refusal(bad.send(new ListFoundationModelsCommand({})))
  expect(error.name).toBe('InvalidSignatureException')
  good.destroy()
  bad.destroy()
})

test('the seed signature of a signed stream of events is checked', async () => {
  const ask = async (credentials: typeof anna) => {
    const events = (async function* () {
      yield { chunk: { bytes: Buffer.from('{}') } }
    })()
    const client = server.client({ credentials, maxAttempts: 1 })
    const sonic = 'amazon.nova-sonic-v1:0'
    return refusal(
      client.send(new InvokeModelWithBidirectionalStreamCommand({ modelId: sonic, body: events })),
    )
  }
  expect((await ask(anna)).name).toBe('NotImplementedException')
  expect((await ask({ ...anna, secretAccessKey: 'x' })).name).toBe('InvalidSignatureException')
})

describe('bearer keys', () => {
  const bearer = (token: string) =>
    server.client({ token: { token }, authSchemePreference: ['httpBearerAuth'], maxAttempts: 1 })

  test('accepts a known key, and a short-term key made with a known access key', async () => {
    await converse(bearer('ABSKgood'))
    await converse(bearer(await shortTermKey(anna)))
  })

  test.each([
    ['ABSKlate', 'Bearer Token has expired'],
    ['ABSKunknown', 'Authentication failed: Please make sure your API Key is valid.'],
    ['sk-123', 'Invalid API Key format: Must start with pre-defined prefix'],
  ])('%s is rejected', async (token, message) => {
    const error = await refusal(converse(bearer(token)))
    expect(error).toBeInstanceOf(AccessDeniedException)
    expect(error.message).toBe(message)
  })
})

describe('without an SDK', () => {
  const url = `/model/${encodeURIComponent(modelId)}/converse`
  const body = JSON.stringify({ messages })

  test('a presigned request is accepted', async () => {
    const path = `/model/${modelId.replace(':', '%3A')}/converse`
    const host = new URL(server.url).host
    const signed = await presign({ method: 'POST', host, path, body: Buffer.from(body) }, anna)
    const answer = await fetch(`${server.url}${signed}`, { method: 'POST', body })
    expect(answer.status).toBe(200)
    const changed = await fetch(`${server.url}${signed}`, { method: 'POST', body: `${body} ` })
    expect(changed.status).toBe(403)
  })

  test('a request without credentials is rejected as AWS does', async () => {
    const answer = await fetch(`${server.url}${url}`, { method: 'POST', body })
    expect(answer.status).toBe(403)
    expect(answer.headers.get('x-amzn-errortype')).toBe(
      'MissingAuthenticationTokenException:http://internal.amazon.com/coral/com.amazon.coral.service/',
    )
    expect(await answer.json()).toEqual({ message: 'Missing Authentication Token' })
  })

  test('auth present accepts any key, and rejects a request without one', async () => {
    await using lax = await startServer({ auth: 'present' })
    await converse(lax.runtime)
    const answer = await fetch(`${lax.url}${url}`, { method: 'POST', body })
    expect(answer.status).toBe(403)
  })

  test('the journal keeps rejected calls', () => {
    const { error, status } = server.journal.list().findLast((one) => one.status === 403) ?? {}
    expect({ error, status }).toMatchObject({ status: 403, error: { name: expect.any(String) } })
  })
})

describe.skipIf(noBoto3 !== undefined)('boto3', () => {
  const secret = (AWS_SECRET_ACCESS_KEY: string) => ({
    AWS_ACCESS_KEY_ID: 'anna',
    AWS_SECRET_ACCESS_KEY,
  })

  test('signs in a way that the server verifies', async () => {
    await expect(python('catalogue', server.url, secret('secret'))).resolves.toBeDefined()
  })

  test('is rejected with another secret', async () => {
    await expect(python('catalogue', server.url, secret('x'))).rejects.toThrow(
      'InvalidSignatureException',
    )
  })
})

test('auth verify does not start without keys', async () => {
  await expect(startServer({ auth: 'verify' })).rejects.toThrow('auth verify needs keys')
})
