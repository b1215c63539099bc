import { readdirSync, realpathSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { whyUnreadable } from '../text/text-file.ts'

/** A file to read, or a path that cannot be. */
export interface Walked {
  path: string
  why?: string
}

const IGNORED = new Set(['.git', 'node_modules', '__pycache__', '.venv', '.DS_Store'])

/** All files below the given paths, each once, sorted by name. Follows links, except in cycles. */
export function walk(paths: readonly string[]): Walked[] {
  const found = new Map<string, Walked>()
  for (const path of paths) look(resolve(path), [], found)
  return [...found.values()]
}

function look(path: string, above: readonly string[], found: Map<string, Walked>): void {
  try {
    const stats = statSync(path)
    if (stats.isFile()) found.set(path, { path })
    else if (stats.isDirectory()) enter(path, above, found)
    else found.set(path, { path, why: 'neither a file nor a folder' })
  } catch (thrown) {
    found.set(path, { path, why: `cannot be read: ${whyUnreadable(thrown)}` })
  }
}

function enter(folder: string, above: readonly string[], found: Map<string, Walked>): void {
  const real = realpathSync(folder)
  if (above.includes(real)) return
  const names = readdirSync(folder).filter((name) => !IGNORED.has(name))
  for (const name of names.toSorted()) look(join(folder, name), [...above, real], found)
}
