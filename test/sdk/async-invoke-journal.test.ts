import {
  GetAsyncInvokeCommand,
  InvokeModelWithBidirectionalStreamCommand,
  StartAsyncInvokeCommand,
} from '@aws-sdk/client-bedrock-runtime'
import { expect, test } from 'vitest'
import { admin } from '../support/admin.ts'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'
import { OWN, startUpstream } from '../support/upstream.ts'

const REEL = 'amazon.nova-reel-v1:0'
const ARN = 'arn:aws:bedrock:us-east-1:111122223333:async-invoke/abcdefghij12'

const begin = ({ runtime }: Server) =>
  runtime.send(
    new StartAsyncInvokeCommand({
      modelId: REEL,
      modelInput: { taskType: 'TEXT_VIDEO' },
      outputDataConfig: { s3OutputDataConfig: { s3Uri: 's3://bucket/folder' } },
    }),
  )

const rowsOf = async (server: Server) => {
  const { body } = await admin(server, 'GET', '/journal?view=row')
  return (body as { rows: object[] }).rows
}

test('asynchronous calls without an answer are in the journal, with a working draft', async () => {
  using folder = fixtureFolder({})
  await using server = await startServer({ mode: 'replay', fixtures: [folder.path] })
  const maxAttempts = { maxAttempts: 1 }
  await expect(begin({ ...server, runtime: server.client(maxAttempts) })).rejects.toThrow(
    'does not support StartAsyncInvoke',
  )
  await expect(
    server.client(maxAttempts).send(new GetAsyncInvokeCommand({ invocationArn: ARN })),
  ).rejects.toThrow('does not support GetAsyncInvoke')
  const error = { name: 'NotImplementedException' }
  expect(await rowsOf(server)).toMatchObject([
    { operation: 'StartAsyncInvoke', status: 501, source: 'server', error },
    { operation: 'GetAsyncInvoke', status: 501, source: 'server', error },
  ])
  const { id } = server.journal.list()[0] ?? {}
  const { body } = await admin(server, 'POST', '/fixtures/draft', { id })
  const { conditions, answer } = body as { conditions: { yaml: string }[]; answer: string }
  const text = `match:\n${conditions.map(({ yaml }) => yaml).join('')}${answer}`
  expect((await admin(server, 'POST', '/fixtures/check', { text })).body).toMatchObject({
    problems: [],
    matches: { now: [id] },
  })
})

test('those answered by a fixture match on their model, and can be saved', async () => {
  using folder = fixtureFolder({
    'reel.yaml': `match: { operation: StartAsyncInvoke, model: amazon.nova-reel-* }\nanswer: { native: { invocationArn: '${ARN}' } }\n`,
  })
  await using server = await startServer({ mode: 'replay', fixtures: [folder.path] })
  expect((await begin(server)).invocationArn).toBe(ARN)
  const [exchange] = server.journal.list()
  expect(exchange).toMatchObject({ source: 'fixture', fixture: 'reel.yaml', model: { sent: REEL } })
  const whole = await admin(server, 'GET', `/journal/${exchange?.id}`)
  expect(whole.body).toMatchObject({ decided: { by: 'reel.yaml', over: [] } })
  const saved = await admin(server, 'POST', '/journal/save', { ids: [exchange?.id] })
  expect(saved.status).toBe(201)
})

test('in record mode they are forwarded, recorded and shown as such', async () => {
  using folder = fixtureFolder({})
  await using upstream = await startUpstream(() => ({
    headers: [['Content-Type', 'application/json']],
    pieces: [JSON.stringify({ invocationArn: ARN })],
  }))
  const settings = { mode: 'record', upstream: upstream.url, fixtures: [folder.path] } as const
  await using server = await startServer(settings, OWN)
  await begin(server)
  await expect.poll(() => server.store.count.recordings).toBe(1)
  await admin(server, 'PUT', '/mode', { mode: 'replay' })
  await begin(server)
  expect(await rowsOf(server)).toMatchObject([
    { operation: 'StartAsyncInvoke', model: { sent: REEL }, source: 'upstream', status: 200 },
    { operation: 'StartAsyncInvoke', model: { sent: REEL }, source: 'recording', status: 200 },
  ])
})

test('bidirectional streams are in the journal, too', async () => {
  await using server = await startServer({ mode: 'mock' })
  async function* body() {
    yield { chunk: { bytes: Buffer.from('{}') } }
  }
  await server
    .client({ maxAttempts: 1 })
    .send(
      new InvokeModelWithBidirectionalStreamCommand({
        modelId: 'amazon.nova-sonic-v1:0',
        body: body(),
      }),
    )
    .catch(() => undefined)
  expect(await rowsOf(server)).toMatchObject([
    {
      operation: 'InvokeModelWithBidirectionalStream',
      model: { sent: 'amazon.nova-sonic-v1:0' },
      status: 501,
      error: { name: 'NotImplementedException' },
    },
  ])
})
