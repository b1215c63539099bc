import { join } from 'node:path'
import {
  BedrockClient,
  CreateGuardrailCommand,
  CreateInferenceProfileCommand,
} from '@aws-sdk/client-bedrock'
import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import OpenAI from 'openai'
import { expect, inject, test, vi } from 'vitest'
import { admin } from '../support/admin.ts'
import { say } from '../support/answers.ts'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { served } from '../support/served.ts'
import { ask, askAll, clientsOf, isAlive, NOVA, workersOf } from '../support/load-clients.ts'

const CLAUDE = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'

type Server = Awaited<ReturnType<typeof served>>

test('additions and changes in one worker apply to all', async () => {
  using fixtures = fixtureFolder({})
  await using server = await served(join(inject('commands'), 'bedrock-local.js'), [
    '--workers',
    '2',
    '--fixtures',
    fixtures.path,
  ])
  using clients = clientsOf(server.url)
  const workers = workersOf(server.pid)
  await changesEverywhere(server, clients.all)
  await keepsForAll(server, clients.all)
  await eventsEverywhere(server, clients.all)
  process.kill(server.pid, 'SIGKILL')
  await vi.waitFor(() => expect(workers.filter(isAlive)).toEqual([]), 30_000)
})

async function changesEverywhere(
  server: Server,
  clients: readonly BedrockRuntimeClient[],
): Promise<void> {
  const [first = missing(), ...rest] = clients.slice(0, 6)
  const everywhere = (text: string) => Promise.all(rest.map((client) => ask(client, text)))
  const all = (answer: string) => rest.map(() => answer)
  await ask(first, 'hello')

  const added = { match: { prompt: 'added' }, answer: { text: 'by a test' } }
  await admin(server, 'PUT', '/fixtures/mine', added)
  expect(await everywhere('added')).toEqual(all('by a test'))
  await admin(server, 'POST', '/faults', { error: { type: 'ServiceUnavailableException' } })
  expect(await everywhere('added')).toEqual(all('ServiceUnavailableException'))
  await admin(server, 'DELETE', '/faults')
  await admin(server, 'DELETE', '/fixtures/mine')
  expect(await everywhere('added')).not.toContain('by a test')
  await admin(server, 'PUT', '/mode', { mode: 'replay' })
  expect(await everywhere('added')).toEqual(all('FixtureNotFoundException'))
  await admin(server, 'PUT', '/mode', { mode: 'mock' })
  const text = 'answer: { text: of a file }'
  const { body: file } = await admin(server, 'PUT', '/files/new.yaml', { text })
  expect(await everywhere('added')).toEqual(all('of a file'))
  const { etag } = file as { etag: string }
  await admin(server, 'DELETE', '/files/new.yaml', undefined, { 'if-match': etag })
  expect(await everywhere('added')).not.toContain('of a file')
}

async function keepsForAll(
  server: Server,
  clients: readonly BedrockRuntimeClient[],
): Promise<void> {
  const [first = missing(), ...rest] = clients.slice(0, 6)
  const all = (answer: string) => rest.map(() => answer)
  const control = new BedrockClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  const { guardrailId } = await control.send(
    new CreateGuardrailCommand({
      name: 'words',
      blockedInputMessaging: 'blocked',
      blockedOutputsMessaging: 'blocked',
      wordPolicyConfig: { wordsConfig: [{ text: 'pineapple' }] },
    }),
  )
  const guarded = rest.map(async (client) => {
    const { stopReason } = await client.send(
      new ConverseCommand({
        modelId: NOVA,
        ...say('a pineapple'),
        guardrailConfig: { guardrailIdentifier: guardrailId, guardrailVersion: 'DRAFT' },
      }),
    )
    return stopReason
  })
  expect(await Promise.all(guarded)).toEqual(all('guardrail_intervened'))
  const { inferenceProfileArn = '' } = await control.send(
    new CreateInferenceProfileCommand({
      inferenceProfileName: 'mine',
      modelSource: { copyFrom: `arn:aws:bedrock:us-east-1::foundation-model/${NOVA}` },
    }),
  )
  control.destroy()
  const profiled = rest.map((client) => ask(client, 'hello', inferenceProfileArn))
  expect(new Set(await Promise.all(profiled))).toEqual(new Set([await ask(first, 'hello')]))

  const openai = new OpenAI({ baseURL: `${server.url}/openai/v1`, apiKey: 'test', maxRetries: 0 })
  let previous: string | undefined
  for (const input of ['one', 'two', 'three', 'four']) {
    const { id } = await openai.responses.create({
      model: 'openai.gpt-oss-20b-1:0',
      input,
      ...(previous !== undefined && { previous_response_id: previous }),
    })
    previous = id
  }
  expect((await openai.responses.inputItems.list(previous ?? '')).data).not.toEqual([])

  // A cached prompt is written once, by whichever worker.
  const cached = clients.slice(0, 4).map((client) =>
    client.send(
      new ConverseCommand({
        modelId: CLAUDE,
        system: [
          { text: 'The keeper climbs the stairs. '.repeat(600) },
          { cachePoint: { type: 'default' } },
        ],
        ...say('hello'),
      }),
    ),
  )
  const writes = (await Promise.all(cached)).filter(
    ({ usage }) => (usage?.cacheWriteInputTokens ?? 0) > 0,
  )
  expect(writes).toHaveLength(1)

  await admin(server, 'POST', '/reset')
  expect((await admin(server, 'GET', '/journal')).body).toEqual({ exchanges: [] })
}

async function eventsEverywhere(
  server: Server,
  clients: readonly BedrockRuntimeClient[],
): Promise<void> {
  const stop = new AbortController()
  const response = await fetch(`${server.url}/_admin/events?view=row`, { signal: stop.signal })
  let events = ''
  const reading = (async () => {
    for await (const chunk of response.body ?? [])
      events += Buffer.from(chunk as Uint8Array).toString()
  })().catch(() => undefined)
  await askAll(clients, 60, (nth) => `question ${nth}`)
  await vi.waitFor(() => expect(events.match(/^event: exchange$/gm)).toHaveLength(60), 30_000)
  await admin(server, 'PUT', '/mode', { mode: 'replay' })
  await vi.waitFor(() => expect(events).toContain('{"what":"mode"}'), 30_000)
  stop.abort()
  await reading
}

function missing(): never {
  throw new Error('there is none')
}
