import net from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { fixtureFolder } from '../support/fixture-folder.ts'
import { sharedServer } from '../support/server.ts'

// Clients that disconnect in mid-stream, and clients that do not read, on plain sockets.

const WORDS = Array.from({ length: 90 }, (_, at) => `word${at} `)

const folder = fixtureFolder({
  'slow.yaml': JSON.stringify({
    match: { prompt: { contains: 'slowly' } },
    answer: {
      text: WORDS.join(''),
      stream: { pace: 'realistic', firstByteMs: 0, tokensPerSecond: 50 },
    },
  }),
  'at-once.yaml': JSON.stringify({
    match: { prompt: { contains: 'at once' } },
    answer: { text: WORDS.join('') },
  }),
})
afterAll(() => folder[Symbol.dispose]())
const server = sharedServer({ fixtures: [folder.path] })

const messages = (content: string) => [{ role: 'user', content }]
const oss = 'openai.gpt-oss-20b'

const DOORS: readonly (readonly [path: string, body: (say: string) => object])[] = [
  ['/v1/chat/completions', (say) => ({ model: oss, messages: messages(say) })],
  ['/v1/responses', (say) => ({ model: oss, input: say })],
  ['/openai/v1/responses', (say) => ({ model: 'openai.gpt-5.6-luna', input: say })],
  [
    '/anthropic/v1/messages',
    (say) => ({ model: 'anthropic.claude-opus-4-8', max_tokens: 2_000, messages: messages(say) }),
  ],
]

function requestFor(path: string, body: object): string {
  const json = JSON.stringify({ ...body, stream: true })
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: localhost',
    'Content-Type: application/json',
    'anthropic-version: 2023-06-01',
    `Content-Length: ${Buffer.byteLength(json)}`,
  ]
  return `${head.join('\r\n')}\r\n\r\n${json}`
}

function connect(): net.Socket {
  return net.connect(Number(new URL(server.url).port), '127.0.0.1')
}

test.each(DOORS)('a client of %s that disconnects in mid-stream', async (path, body) => {
  const socket = connect()
  socket.write(requestFor(path, body('Say it slowly')))
  await new Promise((resolve) => socket.once('data', resolve))
  socket.destroy()
  const left = () => server.journal.list().filter(({ http }) => http.url === path)
  await expect.poll(() => left().map(({ ended }) => ended)).toContain('client left')
  const [exchange] = left().filter(({ ended }) => ended === 'client left')
  expect(exchange?.atMs.length).toBeLessThan(WORDS.length)
})

const END = '\r\n0\r\n\r\n'

/** The bodies of the given number of answers on a socket. */
async function bodiesOn(socket: net.Socket, answers: number): Promise<string[]> {
  const pieces: string[] = []
  let ended = 0
  let last = ''
  for await (const piece of socket.setEncoding('latin1')) {
    pieces.push(piece as string)
    const seen = last + (piece as string)
    ended += seen.split(END).length - 1
    last = seen.endsWith(END) ? '' : seen.slice(1 - END.length)
    if (ended === answers) break
  }
  const all = pieces.join('').split(END).slice(0, -1)
  return all.map((answer) => answer.slice(answer.indexOf('\r\n\r\n')))
}

const IDS = /(?:resp_|msg_bdrk_|msg_|chatcmpl-)[\w-]{16,52}/g
const CALLS = 100

// Answers that wait for their reader are not overwritten by those of another client.
test.each(DOORS)('a client of %s that calls repeatedly, and reads late', async (path, body) => {
  const request = requestFor(path, body('Say it at once'))
  const late = connect()
  late.pause()
  late.write(request.repeat(CALLS))
  const prompt = connect()
  prompt.write(request.repeat(5))
  const bodies = [...(await bodiesOn(prompt, 5)), ...(await bodiesOn(late, CALLS))]
  const ids = bodies.map((text) => new Set(text.match(IDS)))
  expect(new Set(ids.flatMap((each) => [...each])).size).toBe(bodies.length * (ids[0]?.size ?? 0))
  const masked = bodies.map((text) => text.replaceAll(IDS, '').replaceAll(/_at":\d+|ed":\d+/g, ''))
  expect(masked[0]?.length).toBeGreaterThan(1_000)
  expect(new Set(masked).size).toBe(1)
})
