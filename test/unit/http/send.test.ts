import { once } from 'node:events'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { Headers } from '../../../server/aws/headers.ts'
import type { Delivery, Wire } from '../../../server/bedrock/wire.ts'
import { send } from '../../../server/http/send.ts'
import { listening } from '../../support/plain-server.ts'

const GET = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'

const json = (bytes: string): Wire => ({
  status: 200,
  headers: [['Content-Type', 'application/json']],
  body: { kind: 'bytes', bytes: Buffer.from(bytes) },
  end: 'end',
})
/** With its text, as rendered answers have it. */
const textual = (text: string): Wire => ({
  ...json(text),
  body: { kind: 'bytes', bytes: Buffer.from(text), text },
})
const frames = (texts: string[], atMs: number[], end: Wire['end'] = 'end'): Wire => ({
  status: 200,
  headers: [],
  body: { kind: 'frames', frames: texts.map((text) => Buffer.from(text)), atMs },
  end,
})
const flow = (chunks: AsyncIterable<Buffer>): Wire => ({
  status: 200,
  headers: [],
  body: { kind: 'flow', chunks },
  end: 'end',
})

/** A server that answers its only request with this. */
async function serve(answer: (reply: ServerResponse) => Delivery | Promise<Delivery>) {
  let resolveDelivery: (delivery: Delivery | Promise<Delivery>) => void
  const delivery = new Promise<Delivery>((resolve) => (resolveDelivery = resolve))
  const server = await listening(createServer((_, reply) => resolveDelivery(answer(reply))))
  return { ...server, delivery }
}

/** What a client receives of a wire, and the reported delivery. */
async function sent(wire: Wire, headers: Headers = []) {
  await using server = await serve((reply) => send(reply, wire, headers))
  const received = await server.connect(GET).received
  const [head = '', body = ''] = received.split(/\r\n\r\n([^]*)/)
  return { received, head, body, delivery: await server.delivery }
}

/** The content of a chunked body. Newer Node.js releases put all writes of one turn into one chunk. */
const unchunked = (body: string): string => {
  expect(body).toMatch(/\r\n0\r\n\r\n$/)
  return body.replaceAll(/^[\da-f]+\r\n|\r\n(?:[\da-f]+\r\n)?/g, '')
}

describe('a whole answer', () => {
  test('without content has no length', async () => {
    const { head } = await sent({ ...json(''), status: 204 })
    expect(head).toMatch(/^HTTP\/1.1 204 No Content\r\n/)
    expect(head).not.toMatch(/content-length|transfer-encoding/i)
  })

  test('is sent at once, with its length', async () => {
    const { head, body, delivery } = await sent(json('{"a":1}'))
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(head).toContain('Content-Type: application/json')
    expect(head).toContain('Content-Length: 7')
    expect(body).toBe('{"a":1}')
    expect(delivery).toEqual({ atMs: [expect.any(Number)], ended: 'complete' })
  })

  test.each([
    ['as a text', textual('{"a":"é"}')],
    ['as an ASCII text', textual('{"a":"e"}')],
    ['as bytes', json('{"a":"é"}')],
  ])('is written together with its head: %s', async (_, wire) => {
    const writes: unknown[] = []
    await using server = await serve((reply) => {
      const { socket } = reply
      const write = socket?.write.bind(socket) as (...given: unknown[]) => boolean
      Object.assign(socket ?? {}, {
        write: (...given: unknown[]) => {
          writes.push(given[0])
          return write(...given)
        },
      })
      return send(reply, wire, [])
    })
    const received = await server.connect(GET).received
    expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n\{"a":"(?:e|Ã©)"\}$/)
    expect(writes).toEqual([received])
  })

  test.each([
    ['is long', 200, 'x'.repeat(20_000), 'x'.repeat(20_000)],
    ['is an error', 429, '{}', '{}'],
    ['must not have a body', 204, '{}', ''],
  ])('a text that %s arrives as usual', async (_, status, text, received) => {
    const { head, body } = await sent({ ...textual(text), status })
    expect(head).toContain(`HTTP/1.1 ${status}`)
    expect(body).toBe(received)
  })

  test('answers of pipelined requests arrive in order', async () => {
    let nth = 0
    await using server = await listening(
      createServer((_, reply) => void send(reply, textual(`answer ${++nth}`), [])),
    )
    const received = await server.connect('GET / HTTP/1.1\r\nHost: x\r\n\r\n', GET).received
    expect(received.match(/answer \d/g)).toEqual(['answer 1', 'answer 2'])
  })

  test.each(['Content-Length', 'content-length', 'CONTENT-LENGTH'])(
    'has one length, even if it came with a %s',
    async (name) => {
      const { head } = await sent({ ...json('{"a":1}'), headers: [[name, '7']] })
      expect(head.match(/content-length/gi)).toHaveLength(1)
    },
  )

  test('has the headers of the call instead of its own', async () => {
    const { head } = await sent(json('{}'), [['Content-Type', 'text/plain']])
    expect(head.match(/^content-type:.*$/gim)).toEqual(['Content-Type: text/plain'])
  })

  test('can wait, and is not sent if the client disconnects meanwhile', async () => {
    await using server = await serve((reply) => send(reply, { ...json('{}'), waitMs: 1e8 }, []))
    server.connect(GET).socket.end().destroySoon()
    expect(await server.delivery).toMatchObject({ ended: 'client left' })
  })

  test('arrives in full even if it is late', async () => {
    const { body, delivery } = await sent({ ...json('{}'), waitMs: 1 })
    expect([body, delivery.ended]).toEqual(['{}', 'complete'])
  })
})

describe('frames', () => {
  test('that are due at once are sent together', async () => {
    const { body, delivery } = await sent(frames(['one ', 'two'], []))
    expect(body).toContain('one two')
    expect(delivery).toEqual({ atMs: [expect.any(Number)], together: 2, ended: 'complete' })
  })

  test('with times are sent one by one, in order', async () => {
    const { body, delivery } = await sent(frames(['one', 'two', 'three'], [0, 2, 4]))
    expect(unchunked(body)).toBe('onetwothree')
    expect(delivery.ended).toBe('complete')
    expect(delivery.atMs).toEqual(delivery.atMs.toSorted((a, b) => a - b))
    expect(delivery.atMs).toHaveLength(3)
  })

  test.each(['cut', 'reset'] as const)(
    'can end in a %s: the last chunk never comes',
    async (end) => {
      const { received, delivery } = await sent(frames(['one', 'two'], [0, 1], end))
      expect(received).not.toContain('0\r\n\r\n')
      expect(delivery).toEqual({ atMs: [expect.any(Number), expect.any(Number)], ended: 'cut' })
    },
  )

  test('a client that disconnects between two of them is reported', async () => {
    await using server = await serve((reply) => send(reply, frames(['one', 'two'], [0, 1e8]), []))
    const { socket } = server.connect(GET)
    await once(socket, 'data')
    socket.destroy()
    expect(await server.delivery).toEqual({ atMs: [expect.any(Number)], ended: 'client left' })
  })
})

test.each(['cut', 'reset'] as const)('nothing is sent before a %s', async (end) => {
  const { received, delivery } = await sent({
    status: 0,
    headers: [],
    body: { kind: 'nothing' },
    end,
  })
  expect(received).toBe('')
  expect(delivery).toEqual({ atMs: [], ended: 'cut' })
})

describe('an answer to a pipelined request', () => {
  /** The first request is never answered; the others are, each with the next wire. */
  async function behind(wires: Wire[]) {
    const deliveries: Promise<Delivery>[] = []
    let first: ServerResponse | undefined
    const server = await listening(
      createServer((_, reply) => {
        const wire = first === undefined ? undefined : wires.shift()
        first ??= reply
        if (wire !== undefined) deliveries.push(Promise.resolve(send(reply, wire, [])))
      }),
    )
    const request = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'
    const client = server.connect(request.repeat(wires.length + 1))
    await expect.poll(() => wires.length).toBe(0)
    return {
      client,
      deliveries,
      answerFirst: () => first?.end('first'),
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    }
  }

  test('ends if the client leaves before its turn', async () => {
    async function* chunks() {
      for (;;) yield Buffer.alloc(64 * 1024)
    }
    const late: Wire = { ...json('{}'), waitMs: 600_000 }
    const many = Array.from({ length: 12 }, () => json('{}'))
    await using server = await behind([
      flow(chunks()),
      frames(['a', 'b'], [0, 600_000]),
      late,
      ...many,
    ])
    server.client.socket.destroy()
    for (const delivery of await Promise.all(server.deliveries))
      expect(delivery.ended).toBe('client left')
  })

  test('is cut in its turn', async () => {
    const cut: Wire = { status: 200, headers: [], body: { kind: 'nothing' }, end: 'cut' }
    await using server = await behind([cut])
    server.answerFirst()
    expect(await server.client.received).toMatch(/first$/)
    expect(await server.deliveries[0]).toMatchObject({ ended: 'cut' })
  })
})

describe('upstream bytes', () => {
  async function* broken(): AsyncGenerator<Buffer> {
    yield Buffer.from('one')
    throw new Error('upstream broke')
  }
  async function* whole(): AsyncGenerator<Buffer> {
    yield Buffer.from('one')
    yield Buffer.from('two')
  }

  test('are forwarded as they arrive', async () => {
    const { body, delivery } = await sent(flow(whole()))
    expect(unchunked(body)).toBe('onetwo')
    expect(delivery).toMatchObject({ ended: 'complete' })
    expect(delivery.atMs).toHaveLength(2)
  })

  test('that break off do not look like a complete answer', async () => {
    const { received, delivery } = await sent(flow(broken()))
    expect(received).not.toContain('0\r\n\r\n')
    expect(delivery).toMatchObject({ ended: 'upstream broke' })
  })

  test('are not requested after the client has disconnected', async () => {
    let ended = false
    const chunks = {
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.reject(new Error('asked for')),
        return: async () => ((ended = true), { done: true as const, value: undefined }),
      }),
    }
    await using server = await serve(async (reply) => {
      await once(reply, 'close')
      return send(reply, flow(chunks), [])
    })
    server.connect(GET).socket.end().destroySoon()
    expect(await server.delivery).toEqual({ atMs: [], ended: 'client left' })
    expect(ended).toBe(true)
  })
})
