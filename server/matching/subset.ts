import { isObject } from '../json.ts'
import type { Json } from '../json.ts'
import { difference, quoted } from './text.ts'

/**
 * Whether everything expected is present. Additional members and list items are allowed; list items must occur in order.
 * An expected null means absent.
 */
export function isSubset(expected: Json, found: Json | undefined): boolean {
  if (expected === null) return found === null || found === undefined
  if (Array.isArray(expected)) {
    if (!Array.isArray(found)) return false
    let at = 0
    for (const item of expected) {
      while (at < found.length && !isSubset(item, found[at])) at += 1
      if (at === found.length) return false
      at += 1
    }
    return true
  }
  if (isObject(expected)) {
    if (!isObject(found)) return false
    for (const key in expected) {
      const own = Object.hasOwn(found, key) ? found[key] : undefined
      if (!isSubset(expected[key] ?? null, own)) return false
    }
    return true
  }
  return expected === found
}

/** Every expected value that is missing: "inferenceConfig.temperature is 0.5, but the fixture expects 0.2". */
export function subsetReasons(expected: Json, found: Json | undefined, path = ''): string[] {
  if (isSubset(expected, found)) return []
  const here = path === '' ? 'the body' : path
  if (isObject(expected) && isObject(found)) {
    return Object.keys(expected).flatMap((key) =>
      subsetReasons(
        expected[key] ?? null,
        Object.hasOwn(found, key) ? found[key] : undefined,
        path === '' ? key : `${path}.${key}`,
      ),
    )
  }
  if (Array.isArray(expected) && Array.isArray(found)) return listReasons(expected, found, here)
  if (found === undefined)
    return [`${here} is missing, but the fixture expects ${inWords(expected)}`]
  if (expected === null) return [`${here} is ${inWords(found)}, but the fixture expects none`]
  if (typeof expected === 'string' && typeof found === 'string') {
    return [`${here} ${difference(found, expected)}`]
  }
  return [`${here} is ${inWords(found)}, but the fixture expects ${inWords(expected)}`]
}

function listReasons(expected: Json[], found: Json[], path: string): string[] {
  if (expected.length === found.length) {
    return expected.flatMap((item, at) => subsetReasons(item, found[at], `${path}[${at}]`))
  }
  const lacking = expected.find((item) => !found.some((one) => isSubset(item, one)))
  const what = lacking === undefined ? 'its items in this order' : inWords(lacking)
  return [`${path} has ${found.length} ${found.length === 1 ? 'item' : 'items'} and lacks ${what}`]
}

function inWords(value: Json): string {
  return typeof value === 'string' ? quoted(value) : quoted(JSON.stringify(value)).slice(1, -1)
}
