// A load over HTTP/2: calls on sessions that stay open, or a session for every call.
// Usage: load-http2.ts <port> <sessions, 0: one per call> <calls at once> <seconds> <file with the request>; prints
// one line of JSON.
import { readFileSync } from 'node:fs'
import http2 from 'node:http2'
import type { ClientHttp2Session } from 'node:http2'
import net from 'node:net'
import type { Sent } from './request.ts'

const [port = '', sessions, lanes, seconds, file = ''] = process.argv.slice(2)
const { method, path, body } = JSON.parse(readFileSync(file, 'utf8')) as Sent
const bytes = Buffer.from(body)

// A closed connection keeps its port for a minute; from one address they would soon be used up.
const manyAddresses = process.platform === 'linux'
let connected = 0
const connect = () =>
  http2.connect(`http://127.0.0.1:${port}`, {
    createConnection: () =>
      net.connect({
        host: '127.0.0.1',
        port: Number(port),
        ...(manyAddresses && { localAddress: `127.0.0.${2 + (connected++ % 250)}` }),
      }),
  })

function ask(session: ClientHttp2Session): Promise<void> {
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ':method': method,
      ':path': path,
      'content-type': 'application/json',
      'content-length': bytes.length,
    })
    stream.once('response', ({ ':status': status }) => {
      if (status !== 200) reject(new Error(`status ${status}`))
    })
    stream.once('error', reject).once('end', resolve).resume()
    stream.end(bytes)
  })
}

async function askAlone(): Promise<void> {
  const session = connect()
  await ask(session)
  session.close()
}

const open = Array.from({ length: Number(sessions) }, connect)
let calls = 0
async function lane(at: number): Promise<never> {
  const session = open[at % open.length]
  for (;;) {
    await (session === undefined ? askAlone() : ask(session))
    calls++
  }
}
// Only settles on a failure.
const all = Promise.all(Array.from({ length: Number(lanes) }, (_, at) => lane(at)))
const during = (ms: number) =>
  Promise.race([all, new Promise((resolve) => setTimeout(resolve, ms))])

await during(1_000)
calls = 0
const startedAt = performance.now()
await during(Number(seconds) * 1_000)
console.log(JSON.stringify({ rate: (calls / (performance.now() - startedAt)) * 1_000 }))
process.exit(0)
