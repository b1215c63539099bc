import { isObject } from '../json.ts'
import type { Finding, Path } from './check.ts'

/** Returns a copy without the invalid members, so that later checks can report their problems too. */
export function prune(value: unknown, findings: readonly Finding[]): unknown {
  const copy: unknown = structuredClone(value)
  for (const { path } of findings) {
    if (path.length === 0) return undefined
    drop(copy, path)
  }
  return copy
}

/** Removes a member. For a list item it removes the whole list, because the other items would move. */
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
