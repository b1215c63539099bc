import { ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { collect, NOVA, say } from '../support/answers.ts'
import {
  event,
  recording,
  replaying,
  STREAM_ANSWER,
  temporaryFolder,
  textStream,
  until,
} from '../support/recorded.ts'
import { startUpstream } from '../support/upstream.ts'

const PATH = `/model/${NOVA}/converse-stream`

/** A raw client: the chunks as they arrive, and a way to disconnect. */
function open(url: string, text: string) {
  const chunks: Buffer[] = []
  let ended: 'end' | 'broken' | undefined
  const asked = request(url + PATH, { method: 'POST', agent: false }, (response) => {
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('end', () => (ended = 'end'))
    response.on('error', () => (ended = 'broken'))
  })
  asked.on('error', () => (ended = 'broken'))
  asked.end(JSON.stringify(say(text)))
  return { bytes: () => Buffer.concat(chunks), ended: () => ended, leave: () => asked.destroy() }
}

describe('streams pass through', () => {
  test('byte for byte, however they are chunked', async () => {
    const whole = Buffer.concat(textStream(['One', ' two', ' three']))
    for (const size of [1, 7, 100, whole.length]) {
      const pieces: Buffer[] = []
      for (let at = 0; at < whole.length; at += size) pieces.push(whole.subarray(at, at + size))
      await using folder = await temporaryFolder()
      await using upstream = await startUpstream(() => ({ headers: STREAM_ANSWER, pieces }))
      await using server = await recording(upstream.url, folder.path)
      const client = open(server.url, 'bytes')
      await until(() => client.ended() !== undefined, 'the end of the stream')
      expect(client.bytes().equals(whole)).toBe(true)
      await until(async () => (await folder.files()).size === 1, 'a recording')
    }
  })

  test('as they arrive: the first event is delivered before upstream has finished', async () => {
    await using folder = await temporaryFolder()
    let release = () => {}
    const hold = new Promise<void>((resolve) => (release = resolve))
    const frames = textStream(['One', ' two'])
    await using upstream = await startUpstream(() => ({
      headers: STREAM_ANSWER,
      pieces: frames,
      hold,
    }))
    await using server = await recording(upstream.url, folder.path)
    const { stream } = await server.runtime.send(
      new ConverseStreamCommand({ modelId: NOVA, ...say('x') }),
    )
    const events = stream?.[Symbol.asyncIterator]()
    expect(await events?.next()).toMatchObject({ value: { messageStart: { role: 'assistant' } } })
    expect(upstream.running()).toBe(1)
    release()
    let more = 0
    while ((await events?.next())?.done === false) more += 1
    expect(more).toBe(frames.length - 1)
  })

  test('and replay at their original pace', async () => {
    await using folder = await temporaryFolder()
    {
      await using upstream = await startUpstream(() => ({
        headers: STREAM_ANSWER,
        pieces: textStream(['One', ' two']),
        everyMs: 40,
      }))
      await using server = await recording(upstream.url, folder.path)
      await collect(
        (await server.runtime.send(new ConverseStreamCommand({ modelId: NOVA, ...say('pace') })))
          .stream,
      )
    }
    const text = [...(await folder.files()).values()].join('')
    const times = [...text.matchAll(/\{ atMs: (\d+)/g)].map(([, ms]) => Number(ms))
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(100)
    await using server = await replaying(folder.path, { pace: 'recorded' })
    const startedAt = performance.now()
    await collect(
      (await server.runtime.send(new ConverseStreamCommand({ modelId: NOVA, ...say('pace') })))
        .stream,
    )
    expect(performance.now() - startedAt).toBeGreaterThan(100)
  })

  test('a client that disconnects ends the call, and nothing is saved', async () => {
    await using folder = await temporaryFolder()
    const frames = Array.from({ length: 500 }, () =>
      event('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'x' } }),
    )
    await using upstream = await startUpstream(() => ({
      headers: STREAM_ANSWER,
      pieces: frames,
      everyMs: 5,
    }))
    await using server = await recording(upstream.url, folder.path)
    const client = open(server.url, 'leaving')
    await until(() => client.bytes().length > 0, 'a first event')
    client.leave()
    await until(() => upstream.running() === 0, 'the end of the call upstream')
    await sleep(50)
    expect((await folder.files()).size).toBe(0)
  })

  test('a slow client slows the real service down instead of filling memory', async () => {
    await using folder = await temporaryFolder()
    const piece = Buffer.alloc(1_000_000, 'x')
    let sent = 0
    const pieces = {
      *[Symbol.iterator]() {
        for (; sent < 60; sent++) yield piece
      },
    }
    await using upstream = await startUpstream(() => ({
      pieces,
      headers: [['Content-Type', 'text/plain']],
    }))
    await using server = await recording(upstream.url, folder.path, { mode: 'proxy' })
    const clientRequest = request(server.url + PATH, { method: 'POST', agent: false })
    const response = new Promise<IncomingMessage>((resolve) =>
      clientRequest.on('response', resolve),
    )
    clientRequest.end('{}')
    const paused = await response
    await sleep(300)
    expect(sent).toBeLessThan(50)
    paused.resume()
    await until(() => sent === 60, 'the rest')
  })
})

test('a hundred streams cut anywhere leave no partial recording and no connection', async () => {
  await using folder = await temporaryFolder()
  const frames = textStream(Array.from({ length: 20 }, (_, at) => `word${at} `))
  const whole = Buffer.concat(frames)
  let random = 7
  const next = (max: number) => (random = (random * 48_271) % 2_147_483_647) % max
  await using upstream = await startUpstream(({ body }) => {
    const cut = body.includes('broken') ? next(whole.length - 1) : whole.length
    const end = body.includes('broken') ? 'reset' : 'end'
    return {
      headers: STREAM_ANSWER,
      pieces: [whole.subarray(0, cut >> 1), whole.subarray(cut >> 1, cut)],
      everyMs: 20,
      end,
    }
  })
  await using server = await recording(upstream.url, folder.path)
  const kinds = ['whole', 'broken', 'leaving'] as const
  const clients = Array.from({ length: 100 }, (_, at) => {
    const kind = kinds[at % 3] ?? 'whole'
    const client = open(server.url, `${kind} ${at}`)
    if (kind === 'leaving') setTimeout(client.leave, next(60))
    return { kind, client }
  })
  await until(
    () => clients.every(({ kind, client }) => kind === 'leaving' || client.ended() !== undefined),
    'the end of all',
  )
  for (const { kind, client } of clients) {
    if (kind === 'whole') expect(client.bytes().equals(whole)).toBe(true)
    if (kind === 'broken') expect(client.ended()).toBe('broken')
  }
  await until(() => upstream.running() === 0, 'the end of the calls upstream')
  await until(async () => (await folder.files()).size >= 34, 'the recordings')
  await sleep(100)
  for (const [name, text] of await folder.files()) {
    expect(name).not.toMatch(/tmp|broken/)
    expect(text.match(/event: contentBlockDelta/g)).toHaveLength(20)
    expect(text).toContain('event: metadata')
  }
})
