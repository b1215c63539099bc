import type { Json } from '../json.ts'
import { isObject, parseJson } from '../json.ts'
import { readMetrics } from './read-metrics.ts'
import { readUse } from './read-use.ts'
import type { Use, Uses } from './use.ts'

/**
 * Reads a response of `/_admin/journal`, the server's log or its events as JSON lines, or a snapshot of
 * `/_admin/metrics`. Undefined for anything else.
 */
export function readText(text: string): Uses | undefined {
  const whole = parseJson(text)
  const listed = whole === undefined ? undefined : listIn(whole)
  if (listed !== undefined) return { kind: 'calls', calls: usesIn(listed) }
  if (/^bedrock_local_\w+/m.test(text)) return { kind: 'totals', totals: readMetrics(text) }
  const lines = text.split('\n').flatMap((line) => parseJson(line.replace(/^data: /, '')) ?? [])
  return lines.some(isObject) ? { kind: 'calls', calls: usesIn(lines) } : undefined
}

function listIn(whole: Json): Json[] | undefined {
  if (Array.isArray(whole)) return whole
  if (!isObject(whole)) return undefined
  const list = whole['exchanges'] ?? whole['rows']
  return Array.isArray(list) ? list : undefined
}

/** The calls of models among these values. */
export const usesIn = (values: readonly Json[]): Use[] =>
  values.flatMap((value) => readUse(value) ?? [])
