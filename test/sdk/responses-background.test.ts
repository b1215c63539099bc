import OpenAI from 'openai'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBedrock } from '../../server/index.ts'
import type { Bedrock } from '../../server/index.ts'

let server: Bedrock
beforeAll(async () => {
  server = await startBedrock({ mode: 'mock', fixtures: [] })
})
afterAll(() => server.close())

const oss = 'openai.gpt-oss-20b'

const client = (session: string, path: string) =>
  new OpenAI({
    baseURL: server.url + path,
    apiKey: 'key',
    defaultHeaders: { 'x-bedrock-local-session': session },
  })

const refusalOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  )

test('a background response is complete when it is polled, and can be cancelled before that', async () => {
  const { responses } = client('background', '/v1')
  const request = { model: oss, input: 'Hi', background: true }
  const begun = await responses.create(request)
  expect(begun).toMatchObject({ status: 'in_progress', output: [] })
  expect(await responses.retrieve(begun.id)).toMatchObject({ status: 'completed' })
  expect(await refusalOf(responses.cancel(begun.id))).toMatchObject({
    message: '400 Cannot cancel a synchronous response.',
  })
  const other = await responses.create({ ...request, input: 'Hello' })
  expect(await responses.cancel(other.id)).toMatchObject({ status: 'cancelled' })
})

test('a background response that was streamed can be streamed again', async () => {
  const { responses } = client('streamed again', '/v1')
  const request = { model: oss, input: 'Hi' } as const
  const types: string[] = []
  let id = ''
  for await (const event of await responses.create({
    ...request,
    background: true,
    stream: true,
  })) {
    if (event.type === 'response.created') ({ id } = event.response)
    types.push(event.type)
  }
  const again = async (after?: number) => {
    const seen: string[] = []
    const query = after === undefined ? {} : { starting_after: after }
    for await (const event of await responses.retrieve(id, { stream: true, ...query }))
      seen.push(event.type)
    return seen
  }
  expect(await again()).toEqual(types)
  expect(await again(2)).toEqual(types.slice(3))
  expect(await responses.retrieve(id)).toMatchObject({ id, status: 'completed' })
  for (const [more, lacking] of [
    [{}, 'background=true'],
    [{ background: true }, 'stream=true'],
  ] as const) {
    const { id: other } = await responses.create({ ...request, ...more })
    expect(await refusalOf(responses.retrieve(other, { stream: true }))).toMatchObject({
      message: `400 This response cannot be streamed because it was not created with ${lacking}.`,
    })
  }
})
