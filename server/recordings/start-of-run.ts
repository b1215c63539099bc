import { readdirSync, statSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { join, resolve } from 'node:path'

/** Linux stamps files with the time of its last tick, so a file may look older than it is. */
const TICK_MS = 20

/** Tells files that another server writes while this one runs from files of earlier runs. */
export interface StartOfRun {
  isLater(path: string, stats: Stats): boolean
}

export function startOfRun(folder: string): StartOfRun {
  const from = Date.now() - TICK_MS
  const before = new Map<string, number>()
  for (const path of filesIn(folder)) {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats !== undefined && stats.mtimeMs >= from) before.set(resolve(path), stats.ino)
  }
  return {
    // Rewriting a file creates a new file with the same name.
    isLater: (path, { mtimeMs, ino }) => mtimeMs >= from && before.get(resolve(path)) !== ino,
  }
}

/** All files in a folder, at any depth; none if it does not exist yet. */
function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name, parentPath }) => join(parentPath, name))
  } catch {
    return []
  }
}
