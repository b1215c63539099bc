// Many paced streams at once, and how late each frame comes after its plan.
// Usage: paced.ts <port> <streams> <firstByteMs> <frames/s> <file with the request's bytes>; prints one line of JSON.
import { readFileSync } from 'node:fs'
import net from 'node:net'

const [port, streams, firstByteMs, framesPerSecond] = process.argv.slice(2, 6).map(Number) as [
  number,
  number,
  number,
  number,
]
const request = readFileSync(process.argv[6] ?? '')

// A chunk is a frame, and its first header contains its type; decoding everything would make this the slower side.
const TYPE_AT = 27
const DELTA = 'contentBlockDelta'

const drifts: number[] = []
let failed = 0
let frames = 0

/**
 * Follows one stream. Its schedule starts when the server has read the request, which only the frames reveal: the
 * earliest frame relative to its time is the reference for the others.
 */
function follow(): Promise<void> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1')
    socket.setNoDelay(true)
    let sentAt = 0
    let head = true
    let deltas = 0
    const late: number[] = []
    let chunked: Buffer = Buffer.alloc(0)
    socket.once('connect', () => {
      sentAt = performance.now()
      socket.write(request)
    })
    const arrived = (chunk: Buffer, at: number, now: number): boolean => {
      frames++
      const type = chunk.toString('latin1', at + TYPE_AT, at + TYPE_AT + DELTA.length)
      if (type === DELTA) {
        deltas++
        late.push(now - sentAt - firstByteMs - (deltas * 1_000) / framesPerSecond)
      }
      return type.startsWith('metadata')
    }
    socket.on('data', (piece: Buffer) => {
      const now = performance.now()
      chunked = chunked.length === 0 ? piece : Buffer.concat([chunked, piece])
      if (head) {
        const end = chunked.indexOf('\r\n\r\n')
        if (end === -1) return
        chunked = chunked.subarray(end + 4)
        head = false
      }
      for (;;) {
        const line = chunked.indexOf('\r\n')
        if (line === -1) return
        const length = Number.parseInt(chunked.toString('latin1', 0, line), 16)
        if (chunked.length < line + 2 + length + 2) return
        if (arrived(chunked, line + 2, now)) {
          socket.destroy()
          const clock = late.reduce((min, one) => Math.min(min, one), Infinity)
          for (const one of late) drifts.push(one - clock)
          resolve()
          return
        }
        chunked = chunked.subarray(line + 2 + length + 2)
      }
    })
    socket.once('error', () => {
      failed++
      resolve()
    })
  })
}

const all: Promise<void>[] = []
for (let started = 0; started < streams; started++) {
  all.push(follow())
  // Two thousand per second, to measure streams, not a storm of connections.
  if (started % 20 === 19) await new Promise((resolve) => setTimeout(resolve, 10))
}
await Promise.all(all)
drifts.sort((a, b) => a - b)
const at = (share: number) => drifts[Math.floor(drifts.length * share)] ?? Number.NaN
console.log(JSON.stringify({ p50: at(0.5), p99: at(0.99), max: at(0.9999), frames, failed }))
process.exit(0)
