import { isObject } from '../json.ts'
import type { Json } from '../json.ts'

/** A copy without the members at the path, or the value itself if there are none. `*` is any member or element. */
export function withoutPath(value: Json, path: readonly string[]): Json {
  return changeAt(value, path, () => undefined)
}

/** A copy with the members at the path changed; `undefined` drops them. */
export function changeAt(
  value: Json,
  [first, ...rest]: readonly string[],
  change: (found: Json) => Json | undefined,
): Json {
  if (first === undefined) return value
  if (Array.isArray(value)) {
    const next = value.map((item, at) =>
      first === '*' || first === String(at) ? changed(item, rest, change) : item,
    )
    if (next.every((item, at) => item === value[at])) return value
    return next.filter((item) => item !== undefined)
  }
  if (!isObject(value)) return value
  const names = first === '*' ? Object.keys(value) : Object.hasOwn(value, first) ? [first] : []
  let copy = value
  for (const name of names) {
    const before = value[name]
    if (before === undefined) continue
    const after = changed(before, rest, change)
    if (after === before) continue
    if (copy === value) copy = { ...value }
    if (after === undefined) delete copy[name]
    else copy[name] = after
  }
  return copy
}

function changed(
  item: Json,
  rest: readonly string[],
  change: (found: Json) => Json | undefined,
): Json | undefined {
  return rest.length === 0 ? change(item) : changeAt(item, rest, change)
}

/** A copy with every string mapped, or the value itself if none changed. The name is that of the member or list. */
export function mapStrings(
  value: Json,
  change: (text: string, name: string) => string,
  name = '',
): Json {
  if (typeof value === 'string') return change(value, name)
  if (Array.isArray(value)) {
    let copy: Json[] | undefined
    for (const [at, item] of value.entries()) {
      const next = mapStrings(item, change, name)
      if (next !== item) (copy ??= value.slice())[at] = next
    }
    return copy ?? value
  }
  if (!isObject(value)) return value
  let copy = value
  for (const [key, item] of Object.entries(value)) {
    const next = mapStrings(item, change, key)
    if (next === item) continue
    if (copy === value) copy = { ...value }
    copy[key] = next
  }
  return copy
}
