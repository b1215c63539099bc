// A load that costs little itself: raw sockets, one request at a time on each, answers counted and not parsed.
// Usage: load.ts <port> <connections> <seconds> <file with the request's bytes>; prints one line of JSON.
import { readFileSync } from 'node:fs'
import net from 'node:net'

const [port, connections, seconds] = process.argv.slice(2, 5).map(Number) as [
  number,
  number,
  number,
]
const request = readFileSync(process.argv[5] ?? '')

const latencies: number[] = []
let counting = false
let failed = 0

const END_OF_HEAD = Buffer.from('\r\n\r\n')
const LAST_CHUNK = Buffer.from('0\r\n\r\n')

/** Whether the bytes so far are a whole answer. */
function isWhole(answer: Buffer): boolean {
  const head = answer.indexOf(END_OF_HEAD)
  if (head === -1) return false
  const length = /content-length: (\d+)/i.exec(answer.toString('latin1', 0, head))
  if (length !== null) return answer.length >= head + 4 + Number(length[1])
  return answer.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)
}

function connect(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1')
    socket.setNoDelay(true)
    let sentAt = 0
    let whole: number | undefined
    let pieces: Buffer[] = []
    let bytes = 0
    const ask = () => {
      sentAt = performance.now()
      socket.write(request)
    }
    socket.once('connect', () => {
      resolve()
      ask()
    })
    socket.once('error', reject)
    socket.on('close', () => failed++)
    socket.on('data', (piece) => {
      bytes += piece.length
      // All answers of one scenario have one length: after the first, counting bytes is enough, but for streams.
      if (whole === undefined || bytes < whole) pieces.push(piece)
      if (whole === undefined ? !isWhole(Buffer.concat(pieces)) : bytes < whole) return
      if (whole === undefined) {
        const answer = Buffer.concat(pieces)
        if (!answer.subarray(0, 12).equals(Buffer.from('HTTP/1.1 200'))) {
          console.error(answer.toString('utf8', 0, 400))
          process.exit(1)
        }
        whole = bytes
      }
      if (counting) latencies.push(performance.now() - sentAt)
      pieces = []
      bytes = 0
      ask()
    })
  })
}

await Promise.all(Array.from({ length: connections }, connect))
await new Promise((resolve) => setTimeout(resolve, Math.min(1_000, seconds * 300)))
counting = true
const startedAt = performance.now()
await new Promise((resolve) => setTimeout(resolve, seconds * 1_000))
const elapsed = performance.now() - startedAt
latencies.sort((a, b) => a - b)
const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0
console.log(
  JSON.stringify({
    rate: (latencies.length / elapsed) * 1_000,
    p50: at(0.5),
    p99: at(0.99),
    failed,
  }),
)
process.exit(0)
