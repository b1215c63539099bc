import { existsSync, realpathSync } from 'node:fs'
import { dirname, resolve, sep } from 'node:path'

/** Whether a folder is inside another one, following links. The folder need not exist yet. */
export function isInside(folder: string, root: string): boolean {
  if (!isBelow(resolve(folder), resolve(root))) return false
  if (!existsSync(root)) return true
  let existing = resolve(folder)
  while (!existsSync(existing) && existing !== dirname(existing)) existing = dirname(existing)
  return isBelow(realpathSync(existing), realpathSync(root))
}

function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)
}
