import http from 'node:http'
import { expect, test } from 'vitest'
import { sign } from '../../server/aws/sigv4.ts'
import { sharedServer } from '../support/server.ts'

const RUNTIME = 'bedrock-runtime.us-east-1.amazonaws.com'
const MANTLE = 'bedrock-mantle.us-east-1.api.aws'
const server = sharedServer({ mode: 'mock', allowHost: [RUNTIME, MANTLE] })

const chat = { model: 'openai.gpt-oss-20b', messages: [{ role: 'user', content: 'Hi' }] }
const message = { model: 'anthropic.claude-haiku-4-5', max_tokens: 50, messages: chat.messages }
const converse = { messages: [{ role: 'user', content: [{ text: 'Hi' }] }] }

interface Asked {
  method: string
  path: string
  body?: object | undefined
  host?: string | undefined
  service?: string
}

/** Without fetch, which always sends the host that it connects to. */
function ask({ method, path, body, host, service }: Asked): Promise<[number, string]> {
  const { hostname, port, host: own } = new URL(server.url)
  const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body))
  const plain = [
    ['host', host ?? own],
    ['anthropic-version', '2023-06-01'],
    ...(body === undefined ? [] : [['content-type', 'application/json'] as const]),
  ] as const
  const keys = { accessKeyId: 'any', secretAccessKey: 'any' }
  const signature =
    service === undefined
      ? []
      : sign({ method, url: path, headers: plain, body: bytes }, keys, {
          region: 'us-east-1',
          service,
        })
  const headers = Object.fromEntries([...plain, ...signature])
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, method, path, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (piece: string) => (text += piece))
      answer.on('end', () => resolve([answer.statusCode ?? 0, text]))
    })
    request.on('error', reject).end(bytes)
  })
}

const OUTPUT =
  '{"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},"Version":"1.0"}'
const XML = '<UnknownOperationException/>'
const ANSWER = expect.stringMatching(/^\{/)

const answered = [200, ANSWER]
const nothing = [404, '']
const unknown = [404, XML]
const output = [200, OUTPUT]

test.each([
  ['POST', '/v1/chat/completions', chat, answered, output, answered],
  ['POST', '/openai/v1/chat/completions', chat, answered, answered, answered],
  ['POST', '/v1/responses', { model: chat.model, input: 'Hi' }, answered, output, answered],
  ['POST', '/anthropic/v1/messages', message, answered, answered, answered],
  ['POST', '/anthropic/v1/messages/count_tokens', message, answered, output, answered],
  ['GET', '/v1/models', undefined, answered, unknown, answered],
  ['GET', '/v1/models/openai.gpt-oss-20b', undefined, answered, unknown, answered],
  ['GET', '/openai/v1/models', undefined, unknown, unknown, nothing],
  ['GET', '/anthropic/v1/models', undefined, unknown, unknown, nothing],
  ['GET', '/v1/files', undefined, answered, unknown, answered],
  ['GET', '/openai/v1/files', undefined, unknown, unknown, nothing],
  ['GET', '/v1/organization/projects', undefined, answered, unknown, answered],
  ['GET', '/openai/v1/batches', undefined, answered, answered, nothing],
  ['GET', '/v1/batches', undefined, nothing, unknown, nothing],
  ['POST', '/v1/embeddings', {}, nothing, output, nothing],
  ['POST', '/openai/v1/embeddings', {}, output, output, nothing],
  ['POST', '/nothing', {}, unknown, output, nothing],
  ['GET', '/nothing', undefined, unknown, unknown, nothing],
  ['POST', '/model/amazon.nova-micro-v1:0/converse', converse, answered, answered, nothing],
  ['GET', '/foundation-models', undefined, answered, answered, nothing],
])('%s %s is answered as each host does', async (method, path, body, here, runtime, mantle) => {
  expect(await ask({ method, path, body })).toEqual(here)
  expect(await ask({ method, path, body, host: RUNTIME })).toEqual(runtime)
  expect(await ask({ method, path, body, host: MANTLE })).toEqual(mantle)
})

test('a signature for bedrock-mantle decides the host where both are possible', async () => {
  const mantle = { service: 'bedrock-mantle' }
  const batches = { method: 'GET', path: '/openai/v1/batches' }
  expect(await ask({ ...batches, ...mantle })).toEqual(nothing)
  expect(await ask({ ...batches, service: 'bedrock' })).toEqual(answered)
  expect(await ask({ method: 'POST', path: '/openai/v1/embeddings', body: {}, ...mantle })).toEqual(
    nothing,
  )
  const request = { method: 'POST', path: '/openai/v1/chat/completions', body: chat }
  expect((await ask({ ...request, service: 'bedrock' }))[1]).toContain('<reasoning>')
  expect((await ask({ ...request, ...mantle }))[1]).toContain('"reasoning":')
  // The host name takes precedence.
  expect((await ask({ ...request, ...mantle, host: RUNTIME }))[1]).toContain('<reasoning>')
})
