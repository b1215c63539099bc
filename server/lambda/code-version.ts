import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import type { Dirent } from 'node:fs'
import { join } from 'node:path'
import type { LambdaFunction } from './messages.ts'

/** Changes with every file in the function's folder and the folders below it, except installed packages. */
export function codeVersion({ root }: Pick<LambdaFunction, 'root'>): string {
  const hash = createHash('sha1')
  for (const path of filesIn(root, entriesOf(root))) {
    const stat = attempt(() => statSync(path))
    hash.update(`${path}\0${stat?.mtimeMs}\0${stat?.size}\0`)
  }
  return hash.digest('base64')
}

function* filesIn(folder: string, entries: readonly Dirent[]): Generator<string> {
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (!entry.isDirectory()) yield path
    else if (!isSkipped(entry.name)) yield* filesIn(path, attempt(() => entriesOf(path)) ?? [])
  }
}

// Every call reads the folder again, and these may hold thousands of files that nobody edits.
const SKIPPED = new Set(['node_modules', 'site-packages', '__pycache__'])

function isSkipped(name: string): boolean {
  return SKIPPED.has(name) || name.startsWith('.')
}

function entriesOf(folder: string): Dirent[] {
  return readdirSync(folder, { withFileTypes: true })
}

/** Undefined if something cannot be read, such as a folder that a build has just removed. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
