import { closeSync, openSync, readSync } from 'node:fs'
import { constants, gunzipSync } from 'node:zlib'
import { isGzip } from './source.ts'

const HEAD_BYTES = 256 * 1024

/** The beginning of a file, unpacked if it is gzip. */
export function headOf(path: string): Buffer {
  const bytes = firstBytes(path, HEAD_BYTES)
  if (!isGzip(bytes)) return bytes
  try {
    // The data is truncated on purpose.
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH })
  } catch {
    return Buffer.alloc(0)
  }
}

export const isPackedFile = (path: string): boolean => isGzip(firstBytes(path, 2))

function firstBytes(path: string, max: number): Buffer {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(max)
    return bytes.subarray(0, readSync(file, bytes, 0, max, 0))
  } finally {
    closeSync(file)
  }
}
