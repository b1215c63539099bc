import { isObject, parseJson } from '../../json.ts'
import type { Json, JsonObject } from '../../json.ts'
import { skipped } from '../exchange.ts'
import type { Item } from '../exchange.ts'
import { openSource } from '../source.ts'
import { messagesInCsv } from './csv.ts'
import { linesOf } from './lines.ts'
import { exchangeOf, isLogRecord } from './record.ts'
import type { FindBody } from './record.ts'

/** CloudWatch and S3 start a log with a test record. */
const GREETING = /^Permissions are correctly set/

/** The exchanges of a log with one record per line. It may have any size. */
export async function* readLines(
  path: string,
  isPacked: boolean,
  findBody: FindBody,
): AsyncGenerator<Item> {
  let number = 0
  for await (const line of linesOf(path, isPacked)) {
    number += 1
    if (line === undefined) {
      yield skipped('a line of more than 16 MB')
      continue
    }
    if (line.trim() === '' || GREETING.test(line)) continue
    const value = parseJson(line)
    const records = value === undefined ? [] : recordsIn(value)
    if (records.length > 0) for (const record of records) yield exchangeOf(record, findBody)
    else yield skipped(value === undefined ? 'a line that is not JSON: cut off or damaged' : OTHER)
  }
}

const OTHER = 'a line that is not a record of a model invocation log'

/** The exchanges of a log that is one document: a list, an answer of the AWS CLI, an export of Logs Insights. */
export function* readDocument(path: string, findBody: FindBody): Generator<Item> {
  const { text } = openSource(path)
  const value = parseJson(text)
  const messages = value === undefined ? messagesInCsv(text) : undefined
  const values = messages?.flatMap((message) => parseJson(message) ?? []) ?? [value ?? null]
  for (const record of values.flatMap(recordsIn)) yield exchangeOf(record, findBody)
}

/** The records in a value at any depth: as objects, or as JSON text. */
function recordsIn(value: Json, depth = 0): JsonObject[] {
  if (isLogRecord(value)) return [value]
  if (depth > 6) return []
  if (Array.isArray(value)) return value.flatMap((item) => recordsIn(item, depth + 1))
  if (typeof value === 'string') {
    const parsed = value.includes('ModelInvocationLog') ? parseJson(value) : undefined
    return parsed === undefined ? [] : recordsIn(parsed, depth + 1)
  }
  if (!isObject(value)) return []
  return Object.values(value).flatMap((item) => recordsIn(item, depth + 1))
}

/** For bodies of records: a file of JSON, packed or not. */
export function readLoggedBody(path: string): Json | undefined {
  try {
    return parseJson(openSource(path).bytes)
  } catch {
    return undefined
  }
}
