import {
  closeSync,
  existsSync,
  fstatSync,
  fdatasync,
  fsyncSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  write,
  writeFileSync,
} from 'node:fs'
import type { Stats } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { withFileLock } from './file-lock.ts'

const writing = promisify(write)
const syncing = promisify(fdatasync)

/**
 * Writes a file atomically: temporary name, sync, rename. Only slow steps are asynchronous, because under load
 * each await delays the moment when the file gets its name.
 */
export function writeWhole(path: string, content: string | Buffer): Promise<Stats> {
  return writeAs(renameSync, path, content)
}

/**
 * Does the same for a new file; undefined if it exists by now. It needs no lock, because of several processes only one
 * can give a file its name.
 */
export async function createWhole(
  path: string,
  content: string | Buffer,
): Promise<Stats | undefined> {
  try {
    return await writeAs(linkInstead, path, content)
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return undefined
    // Not every file system has links.
    return withFileLock(path, async () =>
      existsSync(path) ? undefined : writeWhole(path, content),
    )
  }
}

type Name = (temporary: string, path: string) => void

/** Unlike a rename, a link never replaces a file. */
function linkInstead(temporary: string, path: string): void {
  linkSync(temporary, path)
  unlinkSync(temporary)
}

async function writeAs(name: Name, path: string, content: string | Buffer): Promise<Stats> {
  const temporary = temporaryName(path)
  try {
    const file = openIn(temporary)
    let stats: Stats
    try {
      await writeAll(file, typeof content === 'string' ? Buffer.from(content) : content)
      await syncing(file)
      stats = fstatSync(file)
    } finally {
      closeSync(file)
    }
    inFolder(name, temporary, path)
    return stats
  } catch (thrown) {
    remove(temporary)
    if (codeOf(thrown) !== 'EXDEV' || elsewhere === undefined) throw thrown
    // Two mounts of one file system: files cannot be moved between them.
    elsewhere = undefined
    return writeAs(name, path, content)
  }
}

/** Synchronous version for a few small files. Uses the same folder, since nothing records into it at that time. */
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
    inFolder(renameSync, temporary, path)
  } catch (thrown) {
    remove(temporary)
    throw thrown
  }
}

let nth = 0

let isElsewhereMade = false
/** A folder for temporary files; undefined if they cannot be renamed from there. */
let elsewhere: { folder: string; device: number } | undefined

/** Uses the same folder only if necessary, so that listing a folder during a recording shows complete files only. */
function temporaryName(path: string): string {
  if (!isElsewhereMade) {
    isElsewhereMade = true
    elsewhere = makeElsewhere()
  }
  if (elsewhere === undefined) return besideOf(path)
  const folder = dirname(path)
  if (latest?.folder !== folder) latest = { folder, device: deviceOf(folder) }
  return latest.device === elsewhere.device
    ? join(elsewhere.folder, hiddenName(path))
    : besideOf(path)
}

/** Most files go to the folder of the file before. */
let latest: { folder: string; device: number | undefined } | undefined

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

/** Of the nearest existing folder. */
function deviceOf(folder: string): number | undefined {
  const stats = statSync(folder, { throwIfNoEntry: false })
  if (stats !== undefined) return stats.dev
  const above = dirname(folder)
  return above === folder ? undefined : deviceOf(above)
}

/** The folder usually exists, except for the first time. */
function inFolder(name: Name, temporary: string, path: string): void {
  try {
    name(temporary, path)
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT') throw thrown
    mkdirSync(dirname(path), { recursive: true })
    name(temporary, path)
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // If its folder does not exist, there was nothing to remove; report the original error.
  }
}

/** Short texts go to the page cache, which takes less time than a way through the thread pool. */
const MAX_AT_ONCE = 64 * 1024

async function writeAll(file: number, bytes: Buffer): Promise<void> {
  if (bytes.length <= MAX_AT_ONCE) return writeFileSync(file, bytes)
  for (let at = 0; at < bytes.length;) at += (await writing(file, bytes, at)).bytesWritten
}

/** In the parent folder, while the file's folder does not exist yet. */
function openIn(path: string): number {
  try {
    return openSync(path, 'wx')
  } catch (thrown) {
    if (codeOf(thrown) !== 'ENOENT') throw thrown
    mkdirSync(dirname(path), { recursive: true })
    return openSync(path, 'wx')
  }
}

const codeOf = (thrown: unknown) => (thrown as NodeJS.ErrnoException).code
