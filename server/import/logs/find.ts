import { basename } from 'node:path'
import { isPackedFile } from '../head.ts'
import type { Item } from '../exchange.ts'
import { parseJson } from '../../json.ts'
import { withoutMark } from '../../text/text-file.ts'
import { readLoggedBody, readDocument, readLines } from './read.ts'
import type { FindBody } from './record.ts'

const MARK = /ModelInvocationLog/

/** Whether a file is a model invocation log, from its beginning. */
export function isLog(head: string): boolean {
  return MARK.test(head)
}

/** Reads a log of any size if it has one record per line, and other forms as a whole. */
export function readLog(
  path: string,
  head: string,
  findBody: FindBody,
): AsyncIterable<Item> | Iterable<Item> {
  const [first = ''] = head.split('\n', 1)
  const isWhole = first.length === head.length
  const line = withoutMark(first)
  const isLine = isWhole || parseJson(line) !== undefined || line.startsWith('Permissions are')
  const hasCells = /^"?@/.test(line)
  return isLine && !hasCells
    ? readLines(path, isPackedFile(path), findBody)
    : readDocument(path, findBody)
}

/** Finds bodies that records name by their S3 address: a file of that name among those given. */
export function bodyFinder(paths: readonly string[], used: Set<string>): FindBody {
  const byName = new Map(paths.map((path) => [plainName(path), path]))
  return (s3Path) => {
    const path = byName.get(plainName(s3Path))
    if (path === undefined) return undefined
    used.add(path)
    return readLoggedBody(path)
  }
}

const plainName = (path: string) => basename(path).replace(/\.gz$/, '')
