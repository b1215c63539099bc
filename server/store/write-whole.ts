import { closeSync, fstatSync, fsync, mkdir, open, renameSync, rmSync, write } from 'node:fs'
import type { Stats } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'

const system = {
  open: promisify(open),
  write: promisify(write),
  sync: promisify(fsync),
  mkdir: promisify(mkdir),
}

interface Waiting {
  path: string
  temporary: string
  content: string | Buffer
  resolve(stats: Stats): void
  reject(thrown: unknown): void
}

// All files of the process go to the disk in batches: a file that is made while another one is synced waits for that,
// and of those that were made before a sync the first one pays for all.
const waiting: Waiting[] = []
let busy = false
let nth = 0

/** Writes a file whole or not at all: a temporary name, synced, renamed. */
export function writeWhole(path: string, content: string | Buffer): Promise<Stats> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}-${nth++}.tmp`)
  return new Promise((resolve, reject) => {
    waiting.push({ path, temporary, content, resolve, reject })
    if (!busy) void writeBatches()
  })
}

async function writeBatches(): Promise<void> {
  busy = true
  while (waiting.length > 0) {
    const batch = waiting.splice(0)
    const begun = await Promise.all(batch.map((one) => attempt(one, () => begin(one))))
    await Promise.all(
      batch.map(async (one, at) => {
        const file = begun[at]
        if (file === undefined) return
        const stats = await attempt(one, () => finish(one, file))
        if (stats !== undefined) one.resolve(stats)
      }),
    )
  }
  busy = false
}

/** What goes wrong with one file concerns no other. */
async function attempt<T>(one: Waiting, does: () => Promise<T>): Promise<T | undefined> {
  try {
    return await does()
  } catch (thrown) {
    remove(one.temporary)
    one.reject(thrown)
    return undefined
  }
}

async function begin({ temporary, content }: Waiting): Promise<number> {
  const file = await openIn(temporary)
  try {
    const bytes = Buffer.from(content)
    for (let at = 0; at < bytes.length;)
      at += (await system.write(file, bytes, at, bytes.length - at, null)).bytesWritten
    return file
  } catch (thrown) {
    closeSync(file)
    throw thrown
  }
}

async function finish({ path, temporary }: Waiting, file: number): Promise<Stats> {
  let stats: Stats
  try {
    await system.sync(file)
    stats = fstatSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(temporary, path)
  return stats
}

/** The folder is there, but for the first time. */
async function openIn(path: string): Promise<number> {
  try {
    return await system.open(path, 'wx')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown
    await system.mkdir(dirname(path), { recursive: true })
    return system.open(path, 'wx')
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // Where its folder is none there was nothing to remove; what went wrong first is told.
  }
}
