import {
  closeSync,
  fstatSync,
  fsync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  write,
  writeFileSync,
} from 'node:fs'
import type { Stats } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'

const writing = promisify(write)
const syncing = promisify(fsync)

/**
 * Writes a file whole or not at all: a temporary name, synced, renamed. Only what takes time is waited for in another
 * thread: under load each such wait is a turn in which the file has not its name yet.
 */
export async function writeWhole(path: string, content: string | Buffer): Promise<Stats> {
  const temporary = temporaryName(path)
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
    renameInto(temporary, path)
    return stats
  } catch (thrown) {
    remove(temporary)
    if ((thrown as NodeJS.ErrnoException).code !== 'EXDEV' || elsewhere === undefined) throw thrown
    // Two mounts of one file system: nothing can be renamed from one to the other.
    elsewhere = undefined
    return writeWhole(path, content)
  }
}

/** The same without waiting, for a few small files; beside the file, since nobody records into it at that moment. */
export function writeWholeSync(path: string, content: string | Buffer, mode?: number): void {
  const temporary = besideOf(path)
  try {
    const file = openSync(temporary, 'wx', mode)
    try {
      writeFileSync(file, content)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameInto(temporary, path)
  } catch (thrown) {
    remove(temporary)
    throw thrown
  }
}

let nth = 0

let isElsewhereMade = false
/** A folder for files that have no name yet; undefined where they cannot be renamed from there. */
let elsewhere: { folder: string; device: number } | undefined

/** Beside the file only where it must be: who lists a folder while it is recorded into should see whole files alone. */
function temporaryName(path: string): string {
  if (!isElsewhereMade) {
    isElsewhereMade = true
    elsewhere = makeElsewhere()
  }
  const near = elsewhere !== undefined && deviceOf(dirname(path)) === elsewhere.device
  return near && elsewhere !== undefined ? join(elsewhere.folder, hiddenName(path)) : besideOf(path)
}

const besideOf = (path: string) => join(dirname(path), hiddenName(path))

const hiddenName = (path: string) => `.${basename(path)}.${process.pid}-${nth++}.tmp`

function makeElsewhere(): typeof elsewhere {
  try {
    const folder = mkdtempSync(join(tmpdir(), 'bedrock-local-'))
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    return { folder, device: statSync(folder).dev }
  } catch {
    return undefined
  }
}

/** Of the nearest folder that is there. */
function deviceOf(folder: string): number | undefined {
  const stats = statSync(folder, { throwIfNoEntry: false })
  if (stats !== undefined) return stats.dev
  const above = dirname(folder)
  return above === folder ? undefined : deviceOf(above)
}

/** The folder is there, but for the first time. */
function renameInto(temporary: string, path: string): void {
  try {
    renameSync(temporary, path)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown
    mkdirSync(dirname(path), { recursive: true })
    renameSync(temporary, path)
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

/** Beside a file whose folder is not there yet. */
function openIn(path: string): number {
  try {
    return openSync(path, 'wx')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown
    mkdirSync(dirname(path), { recursive: true })
    return openSync(path, 'wx')
  }
}
