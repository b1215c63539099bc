import {
  closeSync,
  fstatSync,
  fsync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  write,
} from 'node:fs'
import type { Stats } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'

const writing = promisify(write)
const syncing = promisify(fsync)

let nth = 0

/**
 * Writes a file whole or not at all: a temporary name, synced, renamed. Only what takes time is waited for in another
 * thread: under load each such wait is a turn in which the file has not its name yet.
 */
export async function writeWhole(path: string, content: string | Buffer): Promise<Stats> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}-${nth++}.tmp`)
  try {
    const file = openIn(temporary)
    let stats: Stats
    try {
      await writeAll(file, Buffer.from(content))
      await syncing(file)
      stats = fstatSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
    return stats
  } catch (thrown) {
    remove(temporary)
    throw thrown
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // Where its folder is none there was nothing to remove; what went wrong first is told.
  }
}

async function writeAll(file: number, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await writing(file, bytes, at)).bytesWritten
}

/** The folder is there, but for the first time. */
function openIn(path: string): number {
  try {
    return openSync(path, 'wx')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown
    mkdirSync(dirname(path), { recursive: true })
    return openSync(path, 'wx')
  }
}
