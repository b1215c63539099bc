import { isObject } from '../json.ts'
import type { Json } from '../json.ts'

// Writes what a recording needs of YAML, for people to read: long texts as blocks, plain words without
// quotes, everything else as JSON, which YAML contains. Ten times as fast as a writer of all of YAML.

/** A value as the lines after its key or dash; the indentation is that of the key. */
function writeYaml(value: Json, indent: string): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return ' []\n'
    if (value.every((item) => typeof item === 'number')) return ` ${JSON.stringify(value)}\n`
    return `\n${value.map((item) => `${indent}  -${afterDash(item, `${indent}  `)}`).join('')}`
  }
  if (isObject(value)) {
    const members = Object.entries(value)
    if (members.length === 0) return ' {}\n'
    return `\n${members.map(([name, item]) => member(name, item, `${indent}  `)).join('')}`
  }
  return typeof value === 'string' ? ` ${text(value, indent)}\n` : ` ${JSON.stringify(value)}\n`
}

/** One member of an object, from its key to the end of its value. */
export function member(name: string, value: Json, indent: string): string {
  return `${indent}${key(name)}:${writeYaml(value, indent)}`
}

/** The first member of an object stands on the line of its dash. */
function afterDash(value: Json, indent: string): string {
  const written = writeYaml(value, indent)
  const nested = (Array.isArray(value) || isObject(value)) && written.startsWith('\n')
  return nested ? ` ${written.slice(1 + indent.length + 2)}` : written
}

const KEY = /^[A-Za-z_][\w-]*$/
const WORDS = /^[\p{L}_/][ -~\p{L}\p{N}\p{P}\p{S}]*$/u
// A colon or a number sign in these places would end a plain text.
const AMBIGUOUS = /: |:$| #| $/
const RESERVED = /^(?:true|false|null|yes|no|on|off|y|n)$/i
const LINES = /^(?:[\n\t -~\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]|\u200D|\uFE0F)*$/u

function key(name: string): string {
  return KEY.test(name) && !RESERVED.test(name) ? name : quoted(name)
}

function text(value: string, indent: string): string {
  if (value.includes('\n')) return isBlock(value) ? block(value, indent) : quoted(value)
  const plain = WORDS.test(value) && !AMBIGUOUS.test(value) && !RESERVED.test(value)
  return plain ? value : quoted(value)
}

function isBlock(value: string): boolean {
  return LINES.test(value) && value.trim() !== ''
}

function block(value: string, indent: string): string {
  // Where the first line starts with white space, a reader has to be told how deep the block is.
  const depth = /^\s/.test(value) ? '2' : ''
  const end = value.endsWith('\n\n') ? '+' : value.endsWith('\n') ? '' : '-'
  const body = value.endsWith('\n') ? value.slice(0, -1) : value
  const lines = body.split('\n').map((line) => (line === '' ? '' : `${indent}  ${line}`))
  return `|${depth}${end}\n${lines.join('\n')}`
}

// JSON may hold these characters as they are, YAML may not.
const UNPRINTABLE = /[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/g

export function quoted(value: Json): string {
  return JSON.stringify(value).replace(
    UNPRINTABLE,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** A value within one line. */
export function flow(value: Json): string {
  return typeof value === 'string' && KEY.test(value) && !RESERVED.test(value)
    ? value
    : quoted(value)
}
