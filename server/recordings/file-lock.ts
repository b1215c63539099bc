import { closeSync, openSync, statSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sha256 } from '../text/sha256.ts'

const RETRY_MS = 10
/** An older lock was left by a process that was killed. */
const STALE_MS = 10_000

/** Lets one process at a time on this machine read and write a file. */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const digest = sha256(path).slice(0, 24)
  const lock = join(tmpdir(), `bedrock-local-${digest}.lock`)
  while (!take(lock)) {
    if (isStale(lock)) release(lock)
    else await sleep(RETRY_MS)
  }
  try {
    return await work()
  } finally {
    release(lock)
  }
}

function take(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx'))
    return true
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw thrown
  }
}

function release(lock: string): void {
  try {
    unlinkSync(lock)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown
  }
}

function isStale(lock: string): boolean {
  const stats = statSync(lock, { throwIfNoEntry: false })
  return stats !== undefined && stats.mtimeMs < Date.now() - STALE_MS
}
