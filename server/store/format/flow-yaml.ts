import type { Json, JsonObject } from '../../json.ts'
import { NOT_SIMPLE, RESERVED, scalar } from './simple-scalar.ts'

// `{ contains: hi }` and `[one, two]` in one line. Whatever this is not sure of it leaves to the reader of all of YAML.

const KEY = /([A-Za-z$][\w$-]*): +/y
const QUOTED = /"(?:[^"\\]|\\["\\nt])*"|'(?:[^']|'')*'/y
const BARE = /[^,[\]{}"'][^,[\]{}]*/y
const BLANKS = / */y
const DEEPEST = 20

interface Line {
  text: string
  at: number
}

export function flow(text: string): Json {
  const line = { text, at: 0 }
  const read = value(line, 0)
  if (line.at !== text.length) throw NOT_SIMPLE
  return read
}

function value(line: Line, depth: number): Json {
  if (depth > DEEPEST) throw NOT_SIMPLE
  switch (line.text.charAt(line.at)) {
    case '{':
      return mapping(line, depth)
    case '[':
      return list(line, depth)
    default:
      return scalar((taken(line, QUOTED) ?? taken(line, BARE) ?? '').trimEnd())
  }
}

function mapping(line: Line, depth: number): JsonObject {
  const read: JsonObject = {}
  each(line, '}', () => {
    const key = taken(line, KEY)?.replace(/: +$/, '')
    if (key === undefined || RESERVED.test(key) || Object.hasOwn(read, key)) throw NOT_SIMPLE
    read[key] = value(line, depth + 1)
  })
  return read
}

function list(line: Line, depth: number): Json[] {
  const read: Json[] = []
  each(line, ']', () => read.push(value(line, depth + 1)))
  return read
}

/** What stands between two brackets, one after the other. */
function each(line: Line, close: string, read: () => void): void {
  line.at += 1
  taken(line, BLANKS)
  while (line.text.charAt(line.at) !== close) {
    read()
    taken(line, BLANKS)
    const sign = line.text.charAt(line.at)
    if (sign === ',') line.at += 1
    else if (sign !== close) throw NOT_SIMPLE
    taken(line, BLANKS)
  }
  line.at += 1
}

function taken(line: Line, pattern: RegExp): string | undefined {
  pattern.lastIndex = line.at
  const [found] = pattern.exec(line.text) ?? []
  line.at += found?.length ?? 0
  return found
}
