// A load that costs little itself: raw sockets, one request at a time on each, answers counted and not parsed.
// Usage: load.ts <port> <connections> <seconds> <file with the request's bytes> [awake|asleep] [first number]; prints one
// line of JSON.
import { readFileSync } from 'node:fs'
import net from 'node:net'

const [port, connections, seconds] = process.argv.slice(2, 5).map(Number) as [
  number,
  number,
  number,
]
const request = readFileSync(process.argv[5] ?? '')
// If the request contains this mark, each request gets a different number.
const NUMBER = '#########'
const numberAt = request.indexOf(NUMBER)
let nth = Number(process.argv[7] ?? 0)
let answered = 0

const latencies: number[] = []
const firsts: number[] = []
let counting = false
let failed = 0

const END_OF_HEAD = Buffer.from('\r\n\r\n')
const LAST_CHUNK = Buffer.from('0\r\n\r\n')

/** Whether the bytes so far are a complete answer. */
function isWhole(answer: Buffer): boolean {
  const head = answer.indexOf(END_OF_HEAD)
  if (head === -1) return false
  const length = /content-length: (\d+)/i.exec(answer.toString('latin1', 0, head))
  if (length !== null) return answer.length >= head + 4 + Number(length[1])
  return lastOf(answer).equals(LAST_CHUNK)
}

const lastOf = (bytes: Buffer): Buffer => bytes.subarray(-LAST_CHUNK.length)

function connect(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1')
    socket.setNoDelay(true)
    let sentAt = 0
    let whole: number | undefined
    let pieces: Buffer[] = []
    let tail: Buffer = Buffer.alloc(0)
    let bytes = 0
    let headBytes = Infinity
    let first = false
    let streamed = false
    const own = Buffer.from(request)
    const ask = () => {
      if (numberAt !== -1) own.write(String(nth++).padStart(NUMBER.length, '0'), numberAt)
      first = true
      sentAt = performance.now()
      socket.write(own)
    }
    socket.once('connect', () => {
      resolve()
      ask()
    })
    socket.once('error', reject)
    socket.on('close', () => failed++)
    socket.on('data', (piece) => {
      bytes += piece.length
      if (first && bytes > headBytes) {
        first = false
        if (counting) firsts.push(performance.now() - sentAt)
      }
      if (whole !== undefined && streamed) {
        tail = lastOf(piece.length < LAST_CHUNK.length ? Buffer.concat([tail, piece]) : piece)
        if (!tail.equals(LAST_CHUNK)) return
      } else if (whole !== undefined && numberAt === -1) {
        // All answers to one request have one length: after the first, counting bytes is enough.
        if (bytes < whole) return
      } else {
        pieces.push(piece)
        if (!isWhole(Buffer.concat(pieces))) return
      }
      if (whole === undefined) {
        const answer = Buffer.concat(pieces)
        if (!answer.subarray(0, 12).equals(Buffer.from('HTTP/1.1 200'))) {
          console.error(answer.toString('utf8', 0, 400))
          process.exit(1)
        }
        whole = bytes
        streamed = /transfer-encoding: chunked/i.test(answer.toString('latin1'))
        headBytes = answer.indexOf(END_OF_HEAD) + END_OF_HEAD.length
      }
      answered++
      if (counting) latencies.push(performance.now() - sentAt)
      pieces = []
      bytes = 0
      ask()
    })
  })
}

// On a separate core, the load generator stays awake: otherwise the server would have to wake it up for every answer,
// more often the slower it is.
if (process.argv[6] === 'awake') {
  const stay = (): void => void setImmediate(stay)
  stay()
}
await Promise.all(Array.from({ length: connections }, connect))
// Only measure code that the engine has compiled, even in short rounds.
await new Promise((resolve) => setTimeout(resolve, 1_000))
counting = true
const startedAt = performance.now()
await new Promise((resolve) => setTimeout(resolve, seconds * 1_000))
const elapsed = performance.now() - startedAt
const at = (share: number, of = latencies) =>
  of.toSorted((a, b) => a - b)[Math.floor(of.length * share)] ?? 0
console.log(
  JSON.stringify({
    rate: (latencies.length / elapsed) * 1_000,
    p50: at(0.5),
    p99: at(0.99),
    first: at(0.5, firsts),
    answered,
    failed,
  }),
)
process.exit(0)
