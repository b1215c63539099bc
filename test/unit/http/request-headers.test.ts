import { once } from 'node:events'
import { IncomingMessage } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import { expect, test } from 'vitest'
import { createListener } from '../../../server/http/listener.ts'
import { listening } from '../../support/plain-server.ts'

/** The headers of each request as the listener has them, and as Node does. */
async function headersOf(requests: readonly (readonly string[])[]) {
  const all: { ours: IncomingHttpHeaders; nodes: IncomingHttpHeaders }[] = []
  const listener = createListener((request, reply) => {
    const nodes: IncomingHttpHeaders = Reflect.get(IncomingMessage.prototype, 'headers', request)
    all.push({ ours: { ...request.headers }, nodes: { ...nodes } })
    // As the app does, which must not be seen by the next request.
    request.headers['content-type'] = undefined
    request.headers['transfer-encoding'] = undefined
    reply.end()
  })
  await using server = await listening(listener)
  for (const lines of requests) {
    const { socket } = server.connect(
      ['GET / HTTP/1.1', ...lines, 'Connection: close', '', ''].join('\r\n'),
    )
    await once(socket, 'close')
  }
  return all
}

const many = (value: string) =>
  Array.from({ length: 30 }, (_, nth) => `X-Header-${nth}: ${value} ${nth}`)

test.each<[about: string, lines: string[]]>([
  ['none', []],
  ['names in any case', ['HOST: a', 'content-type: b', 'X-Amz-Date: c', 'Accept:']],
  ['more than an SDK sends', many('a')],
  [
    'more than are cached',
    [...many('a'), ...many('b').map((line) => `Y${line}`), ...many('c').map((line) => `Z${line}`)],
  ],
  ['the same name again', ['Accept: a', 'accept: b', 'Host: a', 'Host: b', 'X-Own: a', 'x-own: b']],
  ['cookies', ['Set-Cookie: a', 'Cookie: b', 'cookie: c']],
  ["names of Object's members", ['constructor: a', '__proto__: b', 'toString: c']],
  ['names that are numbers', ['b: 1', '7: 2', 'a_b: 3', "!#$%&'*+.^`|~: 4"]],
])('headers are those of Node: %s', async (_, lines) => {
  for (const { ours, nodes } of await headersOf([lines, lines])) {
    expect(ours).toEqual(nodes)
    expect(Object.keys(ours)).toEqual(Object.keys(nodes))
  }
})

test('each request has values of its own', async () => {
  const all = await headersOf([
    ['Content-Type: a', ...many('a')],
    ['Content-Type: b', ...many('b')],
    ['Content-Type: b', 'X-Header-0: c'],
  ])
  for (const { ours, nodes } of all) expect(ours).toEqual(nodes)
  expect(all.map(({ ours }) => [ours['content-type'], ours['x-header-0']])).toEqual([
    ['a', 'a 0'],
    ['b', 'b 0'],
    ['b', 'c'],
  ])
})

test('headers are right after requests of many kinds', async () => {
  const kinds = Array.from({ length: 40 }, (_, nth) => [`X-Kind-${nth}: ${nth}`])
  for (const { ours, nodes } of await headersOf([...kinds, ...kinds])) expect(ours).toEqual(nodes)
})

test('headers can be replaced', async () => {
  let seen: IncomingHttpHeaders = {}
  const listener = createListener((request, reply) => {
    request.headers = { host: 'other' }
    seen = request.headers
    reply.end()
  })
  await using server = await listening(listener)
  await (await fetch(server.url)).text()
  expect(seen).toEqual({ host: 'other' })
})
