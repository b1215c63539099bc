import { realpathSync } from 'node:fs'
import { dirname, resolve, sep } from 'node:path'

/** Whether a folder is inside another one, following links. The folder need not exist yet. */
export function isInside(folder: string, root: string): boolean {
  if (!isBelow(resolve(folder), resolve(root))) return false
  const real = realPath(root)
  return real === undefined || isBelow(nearestRealPath(resolve(folder)), real)
}

function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)
}

/** Of the nearest folder that exists. */
function nearestRealPath(folder: string): string {
  const above = dirname(folder)
  return realPath(folder) ?? (above === folder ? folder : nearestRealPath(above))
}

/** By one call of the system instead of one per folder, since every recording asks. */
function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path)
  } catch {
    return undefined
  }
}
