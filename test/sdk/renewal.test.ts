import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { expect, test } from 'vitest'
import { admin } from '../support/admin.ts'
import { collect, NOVA, say } from '../support/answers.ts'
import {
  converseBody,
  JSON_ANSWER,
  recording,
  STREAM_ANSWER,
  temporaryFolder,
  textStream,
  until,
} from '../support/recorded.ts'
import { startUpstream } from '../support/upstream.ts'

interface Job {
  id: string
  state: string
  done: number
  of: number
  results: { name: string; state: string; why?: string; changes: { what: string }[] }[]
}

const PAGE = { origin: 'null', 'sec-fetch-site': 'same-origin' }

test('recordings are listed, estimated, renewed, and replaced when accepted', async () => {
  let run = 1
  await using folder = await temporaryFolder()
  await using upstream = await startUpstream(({ url, body }) => {
    if (body.includes('refused'))
      return {
        status: 429,
        headers: [...JSON_ANSWER, ['x-amzn-ErrorType', 'ThrottlingException:x']],
        pieces: ['{"message":"slow down"}'],
      }
    if (url.endsWith('stream'))
      return { headers: STREAM_ANSWER, pieces: textStream(['one', 'two']) }
    const text = body.includes('stable') ? 'the same' : `run ${run}`
    return { headers: JSON_ANSWER, pieces: [converseBody(text)] }
  })
  await using server = await recording(upstream.url, folder.path)
  const ask = (text: string) =>
    server.runtime.send(new ConverseCommand({ modelId: NOVA, ...say(text) }))
  for (const text of ['stable', 'moving']) await ask(text)
  await ask('refused').catch(() => {})
  const command = new ConverseStreamCommand({ modelId: NOVA, ...say('stable') })
  await collect((await server.runtime.send(command)).stream)
  const ofServer = async <T>(
    ...args: Parameters<typeof admin> extends [unknown, ...infer R] ? R : never
  ) => (await admin(server, ...args)).body as T
  const record = () => ofServer<{ taken: { file?: string; why?: string }[] }>('GET', '/record')
  // The client retries when it is throttled, so the three saved answers may be at any position.
  const saved = async () => (await record()).taken.filter(({ file }) => file !== undefined)
  await until(async () => (await saved()).length === 3, 'three are saved')
  const { taken } = await record()
  expect(taken.find(({ why }) => why !== undefined)?.why).toMatch(
    /429 ThrottlingException does not/,
  )

  const { recordings } = await ofServer<{ recordings: { name: string; prompt: string }[] }>(
    'GET',
    '/recordings',
  )
  expect(recordings.map(({ prompt }) => prompt).toSorted()).toEqual(['moving', 'stable', 'stable'])
  const names = recordings.map(({ name }) => name)
  const streamed = names.find((name) => name.includes('converse-stream')) ?? ''
  expect(await ofServer('GET', `/recordings/${encodeURIComponent(streamed)}`)).toMatchObject({
    operation: 'ConverseStream',
    region: 'us-east-1',
    request: { method: 'POST', body: { messages: expect.anything() } },
    answers: [{ status: 200, text: 'onetwo', usage: { inputTokens: 12 }, clipped: false }],
  })
  expect(await ofServer('POST', '/record/estimate', { names })).toMatchObject({
    calls: 3,
    inputTokens: 28,
    unpriced: 0,
    recordings: names.map((name) => expect.objectContaining({ name, calls: 1 })),
  })

  // A page cannot cause costs without the header that its user's click sends.
  const calls = upstream.requests.length
  expect(
    await admin(server, 'POST', '/record/renew', { names }, { ...PAGE, origin: server.url }),
  ).toMatchObject({ status: 403 })
  expect(upstream.requests).toHaveLength(calls)

  run = 2
  const moving = names.find((name) => name.includes('moving')) ?? ''
  const file = () => readFileSync(join(folder.path, moving), 'utf8')
  const { id } = await ofServer<Job>('POST', '/record/renew', { names })
  const job = () => ofServer<Job>('GET', `/jobs/${id}`)
  await until(async () => (await job()).state === 'done', 'the job is done')
  const { results } = await job()
  expect(new Map(results.map(({ name, state }) => [name, state]))).toEqual(
    new Map(names.map((name) => [name, name === moving ? 'changed' : 'same'])),
  )
  expect(results.find(({ name }) => name === moving)?.changes).toContainEqual({
    what: 'text',
    before: 'run 1',
    after: 'run 2',
  })
  expect(file()).toContain('run 1')
  const accepted = await ofServer<Job>('POST', `/jobs/${id}/accept`, { names: [moving] })
  expect(accepted.results.find(({ name }) => name === moving)?.state).toBe('accepted')
  expect(file()).toContain('run 2')
  expect(file()).not.toContain('run 1')

  await admin(server, 'PUT', '/mode', { mode: 'replay' })
  const { output } = await ask('moving')
  expect(output?.message?.content).toEqual([{ text: 'run 2' }])
  expect(await admin(server, 'POST', '/record/renew', { names })).toMatchObject({ status: 409 })
  for (const path of ['/jobs/none', '/recordings/none'])
    expect(await admin(server, 'GET', path)).toMatchObject({ status: 404 })
  expect(await admin(server, 'POST', '/record/estimate', { names: ['none'] })).toMatchObject({
    status: 404,
  })
})

test('a stopped job sends no more requests', async () => {
  await using folder = await temporaryFolder()
  let hold: Promise<void> | undefined
  await using upstream = await startUpstream(() => ({
    headers: JSON_ANSWER,
    pieces: [converseBody('x').slice(0, 10), converseBody('x').slice(10)],
    ...(hold !== undefined && { hold }),
  }))
  await using server = await recording(upstream.url, folder.path)
  for (let nth = 0; nth < 8; nth++)
    await server.runtime.send(new ConverseCommand({ modelId: NOVA, ...say(`question ${nth}`) }))
  const listed = await until8(server)
  let release = () => {}
  hold = new Promise((resolve) => {
    release = resolve
  })
  const before = upstream.requests.length
  const names = { names: listed }
  const { id } = (await admin(server, 'POST', '/record/renew', names)).body as Job
  await until(() => upstream.requests.length > before, 'the first is asked')
  await admin(server, 'DELETE', `/jobs/${id}`)
  release()
  const job = async () => (await admin(server, 'GET', `/jobs/${id}`)).body as Job
  await until(async () => (await job()).state === 'stopped', 'it has stopped')
  expect((await job()).done).toBeLessThan(8)
  expect(upstream.requests.length - before).toBeLessThan(8)
})

async function until8(server: { url: string }): Promise<string[]> {
  const names = async () =>
    (
      (await admin(server, 'GET', '/recordings')).body as { recordings: { name: string }[] }
    ).recordings.map(({ name }) => name)
  await until(async () => (await names()).length === 8, 'all are written')
  return names()
}
