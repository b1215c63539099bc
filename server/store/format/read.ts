import { CORE_SCHEMA, loadAll, mergeTag, YAMLException } from 'js-yaml'
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
    const message = (thrown as Error).message
    const offset = /position (\d+)/.exec(message)?.[1]
    const said = message.replace(
      /,? ?(?:\.\.\.)?".*" is not valid JSON| in JSON at position.*$/s,
      '',
    )
    const at =
      offset === undefined ? (/end of JSON/.test(message) ? text.length : 0) : Number(offset)
    throw new Unreadable(`not valid JSON: ${said}`, placeAt(text, at))
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
    const { mark, reason } = thrown
    const place = mark === undefined ? undefined : { line: mark.line + 1, column: mark.column + 1 }
    throw new Unreadable(`not valid YAML: ${reason}${hint(text, mark?.line ?? 0)}`, place)
  }
}

/** What is behind the errors that people make most often. */
function hint(text: string, line: number): string {
  const wrong = text.split('\n')[line] ?? ''
  if (/^\s*\t/.test(wrong)) return '; indent with spaces, not tabs'
  if (/^[^'"#]*: [^'"|>[{]*: /.test(wrong)) return '; put a text that holds ": " in quotes'
  if (/: \{\{/.test(wrong)) return '; put a text that begins with {{ in quotes'
  return ''
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
