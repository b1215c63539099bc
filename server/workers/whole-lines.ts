import { Transform } from 'node:stream'

const NEWLINE = 0x0a

/** Holds back incomplete lines, so that lines of several processes do not mix. */
export function wholeLines(): Transform {
  let begun: Buffer[] = []
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const end = chunk.lastIndexOf(NEWLINE) + 1
      if (end === 0) begun.push(chunk)
      else {
        this.push(Buffer.concat([...begun, chunk.subarray(0, end)]))
        begun = end === chunk.length ? [] : [chunk.subarray(end)]
      }
      done()
    },
    flush(done) {
      if (begun.length > 0) this.push(Buffer.concat([...begun, Buffer.of(NEWLINE)]))
      done()
    },
  })
}
