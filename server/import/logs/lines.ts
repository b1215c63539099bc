import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { pipeline } from 'node:stream'
import { withoutMark } from '../../text/text-file.ts'

/** No record of a log is longer: bodies above 100 KB are in separate files. */
const MAX_LINE = 16 * 1024 * 1024

/** The lines of a file of any size, unpacked if it is gzip. A line that is too long is undefined. */
export async function* linesOf(
  path: string,
  isPacked: boolean,
): AsyncGenerator<string | undefined> {
  const file = createReadStream(path)
  const stream = isPacked ? pipeline(file, createGunzip(), () => {}) : file
  let rest: Buffer[] = []
  let length = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let start = 0
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      length += end - start
      yield length > MAX_LINE ? undefined : textOf([...rest, chunk.subarray(start, end)])
      rest = []
      length = 0
      start = end + 1
    }
    length += chunk.length - start
    if (length > MAX_LINE) rest = []
    else if (start < chunk.length) rest.push(chunk.subarray(start))
  }
  if (length > 0) yield length > MAX_LINE ? undefined : textOf(rest)
}

/** Joined files have a byte order mark in the middle. */
const textOf = (parts: Buffer[]): string =>
  withoutMark(Buffer.concat(parts).toString()).replace(/\r$/, '')
