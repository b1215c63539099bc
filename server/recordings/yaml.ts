import { isObject } from '../json.ts'
import type { Json } from '../json.ts'

// Writes the YAML subset of recordings for readability: block scalars for long texts, plain words without
// quotes, and JSON, which YAML contains, for the rest. Ten times as fast as a full YAML writer.

/** A value as the text after its key or dash; the indentation is the key's. */
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

/** An object as a document; members that are undefined are left out. */
export function yamlOf(value: object): string {
  return Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([name, item]) => member(name, item as Json, ''))
    .join('')
}

/** One member of an object, including its key. */
export function member(name: string, value: Json, indent: string): string {
  return `${indent}${key(name)}:${writeYaml(value, indent)}`
}

/** Puts the first member of an object on the line of its dash. */
function afterDash(value: Json, indent: string): string {
  const written = writeYaml(value, indent)
  const nested = (Array.isArray(value) || isObject(value)) && written.startsWith('\n')
  return nested ? ` ${written.slice(1 + indent.length + 2)}` : written
}

const KEY = /^[A-Za-z_][\w-]*$/
const WORDS = /^[\p{L}_/][ -~\p{L}\p{N}\p{P}\p{S}]*$/u
// A colon or number sign in these positions would end a plain scalar.
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
  // If the first line starts with white space, the indentation must be explicit.
  const depth = /^\s/.test(value) ? '2' : ''
  const end = value.endsWith('\n\n') ? '+' : value.endsWith('\n') ? '' : '-'
  const body = value.endsWith('\n') ? value.slice(0, -1) : value
  const lines = body.split('\n').map((line) => (line === '' ? '' : `${indent}  ${line}`))
  return `|${depth}${end}\n${lines.join('\n')}`
}

// JSON allows these characters unescaped; YAML does not.
const UNPRINTABLE = /[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/g

export function quoted(value: Json): string {
  return JSON.stringify(value).replace(
    UNPRINTABLE,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** A value on a single line. */
export function flow(value: Json): string {
  return typeof value === 'string' && KEY.test(value) && !RESERVED.test(value)
    ? value
    : quoted(value)
}
