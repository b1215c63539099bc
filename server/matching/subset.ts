import { isObject } from '../json.ts'
import type { Json } from '../json.ts'
import { difference, quoted } from './text.ts'

/**
 * Whether everything expected is present. Additional members and list items are allowed; list items must occur in order.
 * An expected null means absent.
 */
export function isSubset(expected: Json, actual: Json | undefined): boolean {
  if (expected === null) return actual === null || actual === undefined
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return false
    let at = 0
    for (const item of expected) {
      while (at < actual.length && !isSubset(item, actual[at])) at += 1
      if (at === actual.length) return false
      at += 1
    }
    return true
  }
  if (isObject(expected)) {
    if (!isObject(actual)) return false
    for (const key in expected) {
      const own = Object.hasOwn(actual, key) ? actual[key] : undefined
      if (!isSubset(expected[key] ?? null, own)) return false
    }
    return true
  }
  return expected === actual
}

/** Every expected value that is missing: "inferenceConfig.temperature is 0.5, but the fixture expects 0.2". */
export function subsetReasons(expected: Json, actual: Json | undefined, path = ''): string[] {
  if (isSubset(expected, actual)) return []
  const here = path === '' ? 'the body' : path
  if (isObject(expected) && isObject(actual)) {
    return Object.keys(expected).flatMap((key) =>
      subsetReasons(
        expected[key] ?? null,
        Object.hasOwn(actual, key) ? actual[key] : undefined,
        path === '' ? key : `${path}.${key}`,
      ),
    )
  }
  if (Array.isArray(expected) && Array.isArray(actual)) return listReasons(expected, actual, here)
  if (actual === undefined)
    return [`${here} is missing, but the fixture expects ${inWords(expected)}`]
  if (expected === null) return [`${here} is ${inWords(actual)}, but the fixture expects none`]
  if (typeof expected === 'string' && typeof actual === 'string') {
    return [`${here} ${difference(actual, expected)}`]
  }
  return [`${here} is ${inWords(actual)}, but the fixture expects ${inWords(expected)}`]
}

function listReasons(expected: Json[], actual: Json[], path: string): string[] {
  if (expected.length === actual.length) {
    return expected.flatMap((item, at) => subsetReasons(item, actual[at], `${path}[${at}]`))
  }
  const lacking = expected.find((item) => !actual.some((one) => isSubset(item, one)))
  const what = lacking === undefined ? 'its items in this order' : inWords(lacking)
  return [
    `${path} has ${actual.length} ${actual.length === 1 ? 'item' : 'items'} and lacks ${what}`,
  ]
}

function inWords(value: Json): string {
  return typeof value === 'string' ? quoted(value) : quoted(JSON.stringify(value)).slice(1, -1)
}
