import http2 from 'node:http2'
import { ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { expect, test } from 'vitest'
import { micro as modelId, userSays } from '../support/questions.ts'
import { startServer } from '../support/server.ts'
import type { Server } from '../support/server.ts'

const messages = userSays('Tell me about the sea.')
const ask = () => new ConverseCommand({ modelId, messages })

const faulty = (...faults: object[]) => startServer({ faults })
const overHttp1 = (server: Server) => server.client({ requestHandler: new NodeHttpHandler() })

/** The events that arrived, and what ended them. */
async function received(client: BedrockRuntimeClient) {
  const events: string[] = []
  try {
    const { stream } = await client.send(new ConverseStreamCommand({ modelId, messages }))
    for await (const event of stream ?? []) events.push(Object.keys(event)[0] ?? '')
    return { events, error: undefined }
  } catch (error) {
    return { events, error: error as Error }
  }
}

test.each(['HTTP/2', 'HTTP/1.1'])(
  'a stream that is cut over %s raises a network error in the SDK',
  async (protocol) => {
    await using server = await faulty({ cut: { afterEvents: 3 } })
    const client = protocol === 'HTTP/2' ? server.runtime : overHttp1(server)
    const { events, error } = await received(client)
    expect(events).toHaveLength(3)
    expect(error).toBeInstanceOf(Error)
    expect(error?.message).toMatch(/aborted|Truncated|ECONNRESET/)
    await expect
      .poll(() => server.journal.list()[0])
      .toMatchObject({ source: 'fault', ended: 'cut' })
  },
)

test.each(['HTTP/2', 'HTTP/1.1'])(
  'a TCP reset in mid-stream over %s raises an error after the events before it',
  async (protocol) => {
    await using server = await faulty({ reset: { afterEvents: 3 } })
    const client = protocol === 'HTTP/2' ? server.runtime : overHttp1(server)
    const { events, error } = await received(client)
    expect(events).toHaveLength(3)
    expect(error?.message).toMatch(/aborted|Truncated|ECONNRESET/)
    await expect
      .poll(() => server.journal.list()[0])
      .toMatchObject({ ended: 'cut', fault: 'reset after 3 events' })
  },
)

test.each([{ cut: { afterEvents: 2 } }, { reset: { afterEvents: 2 } }])(
  'over HTTP/2 the whole connection breaks: %j',
  async (fault) => {
    await using server = await faulty(fault)
    const session = http2.connect(server.url)
    const closed = new Promise((resolve) => session.once('close', resolve))
    session.on('error', () => {})
    const stream = session.request({
      ':method': 'POST',
      ':path': `/model/${encodeURIComponent(modelId)}/converse-stream`,
    })
    stream.on('error', () => {}).resume()
    stream.end(JSON.stringify({ messages: messages }))
    await closed
  },
)

test.each(['HTTP/2', 'HTTP/1.1'])(
  'a cut within an event over %s delivers the events before it',
  async (protocol) => {
    await using server = await faulty({ cut: { inEvent: 2 } })
    const client = protocol === 'HTTP/2' ? server.runtime : overHttp1(server)
    const { events, error } = await received(client)
    expect(events).toEqual(['messageStart'])
    expect(error).toBeInstanceOf(Error)
  },
)

test.each([
  ['cut', 'HTTP/2', /http2 request did not get a response|ECONNRESET/],
  ['cut', 'HTTP/1.1', /socket hang up|ECONNRESET/],
  ['refuse', 'HTTP/2', /ECONNRESET|http2 request did not get a response/],
  ['refuse', 'HTTP/1.1', /ECONNRESET|socket hang up/],
] as const)(
  '%s over %s: no byte comes, and the next call is answered',
  async (what, protocol, says) => {
    await using server = await faulty({ [what]: true, times: 1 })
    const one = { maxAttempts: 1 }
    const client =
      protocol === 'HTTP/2'
        ? server.client(one)
        : server.client({ ...one, requestHandler: new NodeHttpHandler() })
    const error: unknown = await client.send(ask()).catch((thrown: unknown) => thrown)
    expect(`${(error as { code?: string }).code} ${String(error)}`).toMatch(says)
    expect((await client.send(ask())).stopReason).toBe('end_turn')
    expect(server.journal.list()[0]).toMatchObject({
      source: 'fault',
      status: 0,
      ended: 'cut',
      fault: what === 'cut' ? 'cut' : 'refused',
    })
  },
)
