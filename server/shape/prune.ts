import { isObject } from '../json.ts'
import type { Finding, Path } from './check.ts'

/** A copy without what was found wrong, so that the rest can still be looked at: all mistakes are told at once. */
export function prune(value: unknown, findings: readonly Finding[]): unknown {
  const copy: unknown = structuredClone(value)
  for (const { path } of findings) {
    if (path.length === 0) return undefined
    drop(copy, path)
  }
  return copy
}

/** Takes a member away; for an item of a list the whole list, since the others would change places. */
function drop(root: unknown, path: Path): void {
  let parent = root
  for (const step of path.slice(0, -1)) {
    if (!isObject(parent)) return
    const next: unknown = parent[step]
    if (Array.isArray(next)) {
      delete parent[step]
      return
    }
    parent = next
  }
  const last = path.at(-1)
  if (isObject(parent) && last !== undefined) delete parent[last]
}
