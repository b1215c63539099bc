import { isObject } from '../../server/json.ts'
import type { Json, JsonObject } from '../../server/json.ts'

/** A difference between a written JSON value and the recorded one. */
export interface Difference {
  /** `content.0.text`; empty for the value itself. */
  path: string
  of: 'value' | 'kind' | 'missing' | 'extra' | 'order'
  recorded?: Json
  written?: Json
}

/** Every difference in values, kinds of value, members and their order. */
export function differences(recorded: Json, written: Json, path = ''): Difference[] {
  if (Array.isArray(recorded) && Array.isArray(written)) return inLists(recorded, written, path)
  if (isObject(recorded) && isObject(written)) return inObjects(recorded, written, path)
  if (kindOf(recorded) !== kindOf(written)) return [{ path, of: 'kind', recorded, written }]
  return recorded === written ? [] : [{ path, of: 'value', recorded, written }]
}

function inLists(recorded: Json[], written: Json[], path: string): Difference[] {
  const length = Math.max(recorded.length, written.length)
  return Array.from({ length }, (_, at) =>
    inMember(recorded[at], written[at], below(path, at)),
  ).flat()
}

function inObjects(recorded: JsonObject, written: JsonObject, path: string): Difference[] {
  const names = Object.keys(recorded)
  const common = names.filter((name) => name in written)
  const order = Object.keys(written).filter((name) => name in recorded)
  return [
    ...(common.join() === order.join()
      ? []
      : [{ path, of: 'order' as const, recorded: common, written: order }]),
    ...[...new Set([...names, ...Object.keys(written)])].flatMap((name) =>
      inMember(recorded[name], written[name], below(path, name)),
    ),
  ]
}

function inMember(
  recorded: Json | undefined,
  written: Json | undefined,
  path: string,
): Difference[] {
  if (recorded === undefined) return written === undefined ? [] : [{ path, of: 'extra', written }]
  if (written === undefined) return [{ path, of: 'missing', recorded }]
  return differences(recorded, written, path)
}

const below = (path: string, name: string | number) =>
  path === '' ? String(name) : `${path}.${name}`

function kindOf(value: Json): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'list' : typeof value
}
