import { CORE_SCHEMA, loadAll, mergeTag, YAMLException } from 'js-yaml'
import { mistakeIn } from './json-mistake.ts'
import { placeAt } from './place.ts'
import type { Place } from './place.ts'
import { readSimple } from './simple-yaml.ts'

/** Why a text could not be read at all. */
export class Unreadable extends Error {
  readonly place: Place

  constructor(message: string, place: Place = { line: 1, column: 1 }) {
    super(message)
    this.place = place
  }
}

const MOST_ALIASES = 20
const MOST_VALUES = 500_000
const DEEPEST = 100
const SCHEMA = CORE_SCHEMA.withTags(mergeTag)
const decoder = new TextDecoder('utf-8', { fatal: true })

/** The text of a file's bytes; refuses what is no UTF-8. */
export function decode(bytes: Buffer): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw new Unreadable('the file is not UTF-8; save it as UTF-8')
  }
}

/** The documents of a fixture file. Throws Unreadable. */
export function readDocuments(text: string, json: boolean): unknown[] {
  const documents = json ? [readJson(text)] : readYaml(text)
  bounded(documents)
  return documents
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    const said = (thrown as Error).message.replace(
      /,? ?(?:\.\.\.)?".*"(?:\.\.\.)? is not valid JSON| in JSON at position.*$/s,
      '',
    )
    throw new Unreadable(`not valid JSON: ${said}`, placeAt(text, mistakeIn(text)))
  }
}

function readYaml(text: string): unknown[] {
  const simple = readSimple(text)
  if (simple !== undefined) return [simple]
  try {
    return loadAll(text, { schema: SCHEMA, maxAliases: MOST_ALIASES })
  } catch (thrown) {
    if (!(thrown instanceof YAMLException))
      throw new Unreadable(`not valid YAML: ${String(thrown)}`)
    const { reason } = thrown
    const mark = (/complex keys/.test(reason) ? templateIn(text) : thrown.mark) ?? TOP
    const place = { line: mark.line + 1, column: mark.column + 1 }
    throw new Unreadable(`not valid YAML: ${reason}${hint(text, mark.line)}`, place)
  }
}

const TOP = { line: 0, column: 0 }
const TEMPLATE = /^(.*?(?:: |- ))\{\{/

/** A template without quotes is an object as the key of another: the parser tells no place of it. */
function templateIn(text: string): { line: number; column: number } | undefined {
  for (const [line, one] of text.split('\n').entries()) {
    const before = TEMPLATE.exec(one)?.[1]
    if (before !== undefined) return { line, column: before.length }
  }
  return undefined
}

/** What is behind the errors that people make most often. */
function hint(text: string, line: number): string {
  const wrong = text.split('\n')[line] ?? ''
  if (/^\s*\t/.test(wrong)) return '; indent with spaces, not tabs'
  if (/^[^'"#]*: [^'"|>[{]*: /.test(wrong)) return '; put a text that holds ": " in quotes'
  if (TEMPLATE.test(wrong)) return '; put a text that begins with {{ in quotes'
  const sign = /^\s*(?:- )?(?:\w+: )?(?:- )?\[?([*&@`%!])/.exec(wrong)?.[1]
  return sign === undefined ? '' : `; put a text that begins with ${sign} in quotes`
}

/** Aliases that multiply, or refer to themselves, and values that are nested without end. */
function bounded(root: unknown): void {
  let values = 0
  const visit = (value: unknown, depth: number): void => {
    values += 1
    if (values > MOST_VALUES)
      throw new Unreadable(`holds more than ${MOST_VALUES} values, aliases counted`)
    if (typeof value !== 'object' || value === null) return
    if (depth > DEEPEST) throw new Unreadable(`is nested more than ${DEEPEST} levels deep`)
    for (const key in value) visit((value as Record<string, unknown>)[key], depth + 1)
  }
  visit(root, -1)
}
