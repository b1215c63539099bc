import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import { expect, inject, test, vi } from 'vitest'
import { admin } from '../support/admin.ts'
import { say } from '../support/answers.ts'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { served } from '../support/served.ts'
import {
  askAll,
  CLIENTS,
  clientsOf,
  isAlive,
  NOVA,
  numbers,
  workersOf,
} from '../support/load-clients.ts'

const PRO = 'amazon.nova-pro-v1:0'
const SEQUENCES = 10
/** Of each sequence. */
const CALLS = 50

const sequences = Object.fromEntries(
  numbers(SEQUENCES).map((at) => [
    `sequence-${at}`,
    {
      match: { prompt: { equals: `sequence ${at}` } },
      answers: numbers(CALLS).map((place) => ({ text: `${at}/${place}` })),
    },
  ]),
)

const config = {
  faults: numbers(SEQUENCES).map((at) => ({
    match: { prompt: { equals: `fault ${at}` } },
    times: 3,
    error: { type: 'ModelTimeoutException' },
  })),
  quotas: { [PRO]: { requestsPerMinute: 20 }, [NOVA]: { tokensPerDay: 1_000_000_000 } },
}

test('four workers count like one process, even after one of them has exited', async () => {
  using fixtures = fixtureFolder({ ...sequences, ...slow })
  using settings = fixtureFolder({ config })
  await using server = await served(join(inject('commands'), 'bedrock-local.js'), [
    '--workers',
    '4',
    '--journal-size',
    '100000',
    '--fixtures',
    fixtures.path,
    '--config',
    join(settings.path, 'config.json'),
  ])
  using clients = clientsOf(server.url)
  await countsTogether(server, clients.all)
  await replacesItsWorkers(server, clients.all)
  await breaksUnacceptedConnections(server)
  await letsStreamsEnd(server, clients.all)
})

type Server = Awaited<ReturnType<typeof served>>

async function countsTogether(
  server: Server,
  clients: readonly BedrockRuntimeClient[],
): Promise<void> {
  expect(server.lines.filter(({ url }) => url !== undefined)).toHaveLength(1)
  expect((await admin(server, 'GET', '/health')).body).toMatchObject({ workers: 4 })

  const total = SEQUENCES * CALLS
  const sequence = await askAll(clients, total, (nth) => `sequence ${nth % SEQUENCES}`)
  for (const at of numbers(SEQUENCES)) {
    const own = sequence.filter(({ question }) => question === `sequence ${at}`)
    const places = own.map(({ answer }) => answer).toSorted(byPlace)
    expect(places).toEqual(numbers(CALLS).map((place) => `${at}/${place}`))
    for (const client of numbers(CLIENTS)) {
      const inOrder = own.filter((one) => one.client === client).map(({ answer }) => answer)
      expect(inOrder).toEqual(inOrder.toSorted(byPlace))
    }
  }

  const faults = await askAll(clients, 200, (nth) => `fault ${nth % SEQUENCES}`)
  const struck = faults.filter(({ answer }) => answer === 'ModelTimeoutException')
  expect(struck).toHaveLength(3 * SEQUENCES)
  expect((await admin(server, 'GET', '/faults')).body).toEqual(
    numbers(SEQUENCES).map(() => expect.objectContaining({ struck: 3 }) as object),
  )

  const limited = await askAll(clients, 50, () => 'quota', PRO)
  expect(limited.filter(({ answer }) => answer === 'ThrottlingException')).toHaveLength(30)

  const { body: verified } = await admin(server, 'POST', '/journal/verify', {
    model: NOVA,
    times: total + 200,
  })
  expect(verified).toMatchObject({ ok: true })
  const { body } = await admin(server, 'GET', '/journal')
  const { exchanges } = body as { exchanges: { model: { sent: string }; usage?: Usage }[] }
  expect(exchanges).toHaveLength(total + 250)
  const used = exchanges
    .filter(({ model }) => model.sent === NOVA)
    .reduce((sum, { usage }) => sum + (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0), 0)
  expect((await admin(server, 'GET', '/quotas')).body).toContainEqual(
    expect.objectContaining({
      model: NOVA,
      tokensPerDay: expect.objectContaining({ left: 1_000_000_000 - used }) as object,
    }),
  )
  const { text: metrics } = await admin(server, 'GET', '/metrics')
  const counted = [...metrics.matchAll(/^bedrock_local_calls_total.* (\d+)$/gm)]
  expect(counted.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(total + 250)
  const { steps } = (await admin(server, 'GET', '/series')).body as { steps: { calls: number }[] }
  expect(steps.reduce((sum, { calls }) => sum + calls, 0)).toBe(total + 250)
  const listed = (await admin(server, 'GET', '/fixtures?unused=false')).body
  expect(listed).toEqual(
    numbers(SEQUENCES).map(() => expect.objectContaining({ calls: CALLS }) as object),
  )
}

async function replacesItsWorkers(
  server: Server,
  clients: readonly BedrockRuntimeClient[],
): Promise<void> {
  await admin(server, 'POST', '/reset')
  const [victim = missing()] = workersOf(server.pid)
  const calls = askAll(clients, 400, (nth) => `sequence ${nth % SEQUENCES}`)
  await vi.waitFor(async () => {
    const { text } = await admin(server, 'GET', '/metrics')
    expect(Number(/^bedrock_local_journal_exchanges (\d+)$/m.exec(text)?.[1])).toBeGreaterThan(50)
  }, 30_000)
  process.kill(victim, 'SIGKILL')
  const answers = (await calls).map(({ answer }) => answer).filter((answer) => answer.includes('/'))
  expect(new Set(answers).size).toBe(answers.length)
  await vi.waitFor(() => expect(workersOf(server.pid)).toHaveLength(4), 30_000)
  expect(workersOf(server.pid)).not.toContain(victim)

  const says = expect.stringMatching(`Worker ${victim} ended at .* \\(SIGKILL\\)`) as string
  expect((await admin(server, 'GET', '/journal?limit=1')).body).toMatchObject({ lost: [says] })
  const verify = () => admin(server, 'POST', '/journal/verify', { times: { min: 0 } })
  expect((await verify()).status).toBe(503)
  await admin(server, 'DELETE', '/journal')
  expect((await verify()).body).toMatchObject({ ok: true, count: 0 })

  await admin(server, 'POST', '/reset')
  const again = await askAll(clients, CALLS, () => 'sequence 3')
  expect(again.map(({ answer }) => answer).toSorted(byPlace)).toEqual(
    numbers(CALLS).map((at) => `3/${at}`),
  )
}

/** A worker may exit with connections that it has not accepted yet. */
async function breaksUnacceptedConnections(server: Server): Promise<void> {
  const [victim = missing()] = workersOf(server.pid)
  process.kill(victim, 'SIGSTOP')
  const connections = await Promise.all(
    numbers(8).map(async () => {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
      await once(socket, 'connect')
      socket.write('GET /_admin/live HTTP/1.1\r\nhost: it\r\nconnection: close\r\n\r\n')
      return socket
    }),
  )
  const ended = new Set<Socket>()
  const broken = connections.map(async (socket) => {
    let text = ''
    socket.on('data', (chunk) => (text += String(chunk))).on('error', () => undefined)
    await new Promise((resolve) => socket.once('close', resolve))
    ended.add(socket)
    return text === ''
  })
  try {
    await vi.waitFor(() => expect(ended.size).toBe(7), 30_000)
  } finally {
    process.kill(victim, 'SIGKILL')
  }
  expect((await Promise.all(broken)).filter(Boolean)).toHaveLength(1)
  await vi.waitFor(() => expect(workersOf(server.pid)).toHaveLength(4), 30_000)
}

const slow = {
  slow: {
    match: { prompt: 'slowly' },
    answer: { text: 'a b c d e f g h', stream: { firstByteMs: 0, tokensPerSecond: 4 } },
  },
}

async function letsStreamsEnd(
  server: Server,
  clients: readonly BedrockRuntimeClient[],
): Promise<void> {
  const workers = workersOf(server.pid)
  const streams = await Promise.all(
    clients
      .slice(0, 6)
      .map((client) => client.send(new ConverseStreamCommand({ modelId: NOVA, ...say('slowly') }))),
  )
  process.kill(server.pid, 'SIGTERM')
  const texts = streams.map(async ({ stream }) => {
    let text = ''
    for await (const { contentBlockDelta } of stream ?? [])
      text += contentBlockDelta?.delta?.text ?? ''
    return text
  })
  expect(await Promise.all(texts)).toEqual(streams.map(() => 'a b c d e f g h'))
  expect(await server.ended).toBe(0)
  expect(workers.filter(isAlive)).toEqual([])
}

interface Usage {
  inputTokens: number
  outputTokens: number
}

const place = (answer: string) => Number(answer.split('/')[1])
const byPlace = (a: string, b: string) => place(a) - place(b)

function missing(): never {
  throw new Error('there is none')
}
