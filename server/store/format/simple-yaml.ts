import type { Json, JsonObject } from '../../json.ts'
import { flow } from './flow-yaml.ts'
import { NOT_SIMPLE, RESERVED, scalar } from './simple-scalar.ts'

// The YAML that people write into fixtures: mappings and lists of plain words, numbers, quoted texts and block texts,
// and short ones between brackets.
// Four times as fast as a reader of all of YAML. Whatever it is not sure of it leaves to that one.

/** Tabs, carriage returns, controls and surrogates are left to the other reader. */
const UNSURE = /[^\n\x20-\x7E\u00A0-\u2027\u202A-\uD7FF\uE000-\uFDFF\uFE10-\uFFFC]/
const KEY = /^([A-Za-z$][\w$-]*):(?: +(.*))?$/
const NUMBERS = /^\[[\d., -]*\]$/
const DEEPEST = 40

interface Reader {
  lines: string[]
  at: number
}

/** The one document of a simple file; undefined where all of YAML has to be known to read it. */
export function readSimple(text: string): JsonObject | undefined {
  if (UNSURE.test(text)) return undefined
  const reader = { lines: text.split('\n'), at: 0 }
  try {
    if (next(reader) !== 0) return undefined
    const read = mapping(reader, 0, 0)
    return next(reader) === -1 ? read : undefined
  } catch (thrown) {
    if (thrown !== NOT_SIMPLE) throw thrown
    return undefined
  }
}

/** Passes over blank lines and comments; how far the next line is indented, or -1 at the end. */
function next(reader: Reader): number {
  for (; reader.at < reader.lines.length; reader.at++) {
    const line = reader.lines[reader.at] ?? ''
    const indent = indentOf(line)
    if (indent < line.length && line.charCodeAt(indent) !== HASH) return indent
  }
  return -1
}

const HASH = 35
const SPACE = 32
const DASH = 45

function indentOf(line: string): number {
  let at = 0
  while (line.charCodeAt(at) === SPACE) at += 1
  return at
}

function mapping(reader: Reader, indent: number, depth: number): JsonObject {
  if (depth > DEEPEST) throw NOT_SIMPLE
  const read: JsonObject = {}
  while (next(reader) === indent) {
    const [, key = '', value = ''] = KEY.exec((reader.lines[reader.at] ?? '').slice(indent)) ?? []
    if (key === '' || RESERVED.test(key) || Object.hasOwn(read, key)) throw NOT_SIMPLE
    reader.at += 1
    read[key] = value === '' ? nested(reader, indent, depth) : valueOf(reader, value, indent)
  }
  if (next(reader) > indent) throw NOT_SIMPLE
  return read
}

/** What stands below a key. */
function nested(reader: Reader, indent: number, depth: number): Json {
  const inner = next(reader)
  const isList = (reader.lines[reader.at] ?? '').charCodeAt(inner) === DASH
  if (isList && inner >= indent) return list(reader, inner, depth + 1)
  if (inner <= indent) throw NOT_SIMPLE
  return mapping(reader, inner, depth + 1)
}

function list(reader: Reader, indent: number, depth: number): Json[] {
  if (depth > DEEPEST) throw NOT_SIMPLE
  const read: Json[] = []
  while (next(reader) === indent) {
    const line = reader.lines[reader.at] ?? ''
    // The mapping around a list may go on at the same place.
    if (line.charCodeAt(indent) !== DASH) return read
    const item = line.slice(indent + 2)
    if (line.charCodeAt(indent + 1) !== SPACE || item === '' || item.startsWith(' '))
      throw NOT_SIMPLE
    if (KEY.test(item)) {
      reader.lines[reader.at] = `${' '.repeat(indent + 2)}${item}`
      read.push(mapping(reader, indent + 2, depth + 1))
    } else {
      reader.at += 1
      read.push(valueOf(reader, item, indent))
    }
  }
  if (next(reader) > indent) throw NOT_SIMPLE
  return read
}

function valueOf(reader: Reader, value: string, indent: number): Json {
  const first = value.charAt(0)
  if (first === '|' || first === '>') return block(reader, value, indent)
  // A text that goes on in the next line is not simple.
  if (next(reader) > indent) throw NOT_SIMPLE
  if (NUMBERS.test(value)) return numbers(value)
  return first === '{' || first === '[' ? flow(value) : scalar(value)
}

function numbers(value: string): Json {
  try {
    return JSON.parse(value) as number[]
  } catch {
    throw NOT_SIMPLE
  }
}

/** A text of several lines: as they are, or folded into paragraphs. */
function block(reader: Reader, head: string, indent: number): string {
  if (!/^[|>]-?$/.test(head)) throw NOT_SIMPLE
  const folds = head.startsWith('>')
  const depth = indentOf(reader.lines[reader.at] ?? '')
  if (depth <= indent || depth === (reader.lines[reader.at] ?? '').length) throw NOT_SIMPLE
  let text = ''
  let breaks = 0
  for (; reader.at < reader.lines.length; reader.at++) {
    const line = reader.lines[reader.at] ?? ''
    const spaces = indentOf(line)
    if (spaces === line.length) {
      if (spaces > depth) throw NOT_SIMPLE
      breaks += 1
      continue
    }
    if (spaces < depth) break
    // Lines that are indented further do not fold.
    if (folds && spaces > depth) throw NOT_SIMPLE
    if (text !== '')
      text += folds ? (breaks === 0 ? ' ' : '\n'.repeat(breaks)) : '\n'.repeat(breaks + 1)
    breaks = 0
    text += line.slice(depth)
  }
  return head.endsWith('-') ? text : `${text}\n`
}
