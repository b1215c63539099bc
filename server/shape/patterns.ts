import { types } from 'node:util'

// Not by `instanceof`: tests in Jest have a different RegExp.

/** Converts JavaScript regular expressions, as in tests, to the file format. */
export function withPatterns(value: unknown): unknown {
  if (types.isRegExp(value)) {
    const flags = value.flags.replaceAll(/[^ims]/g, '')
    return { regex: flags === '' ? value.source : `(?${flags})${value.source}` }
  }
  if (Array.isArray(value)) return value.map(withPatterns)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withPatterns(item)]))
}
