import { placeAt } from './place.ts'
import type { Place } from './place.ts'
import { helpAt, membersAt, valuesAt } from './schema.ts'
import type { Proposal, Schema } from './schema.ts'

export interface Offer extends Proposal {
  /** The replacement for the word. */
  text: string
  /** Whether to offer the values at once. */
  leads: boolean
}

export interface Offers {
  /** The start of the word to replace. */
  from: number
  all: readonly Offer[]
}

/** The completions at the cursor. `explicit` is whether the user requested them. */
export function propose(
  schema: Schema,
  text: string,
  at: number,
  explicit: boolean,
): Offers | undefined {
  const place = placeAt(text, at)
  if (place === undefined || (!explicit && place.word === '' && place.isKey)) return undefined
  const all = [
    ...(place.isKey ? members(schema, place, text, at) : []),
    ...values(schema, place, text),
  ]
  return all.length === 0 ? undefined : { from: place.from, all }
}

function members(schema: Schema, place: Place, text: string, at: number): Offer[] {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, place.from)
  // Dashes take columns, too: an item's members are below its first one.
  const indent = ' '.repeat(line.length)
  return membersAt(schema, place.path)
    .filter(({ label }) => label === place.word || !place.siblings.includes(label))
    .map((one) => {
      const opens = place.inFlow || place.isQuoted ? undefined : one.opens
      return { ...one, text: memberText(one.label, place, opens, indent, text, at), leads: true }
    })
}

function memberText(
  label: string,
  place: Place,
  opens: Proposal['opens'],
  indent: string,
  text: string,
  at: number,
): string {
  if (place.isQuoted) return place.inFlow && text.charAt(at) !== '"' ? `${label}": ` : label
  if (isJson(text)) return `"${label}": `
  if (opens === 'object') return `${label}:\n${indent}  `
  return opens === 'list' ? `${label}:\n${indent}  - ` : `${label}: `
}

function values(schema: Schema, place: Place, text: string): Offer[] {
  if (!place.isValue) return []
  const help = helpAt(schema, place.path)
  return valuesAt(schema, place.path).map((one) => ({
    ...one,
    help,
    text: isJson(text) && !place.isQuoted && !WORDS.test(one.label) ? `"${one.label}"` : one.label,
    leads: false,
  }))
}

const WORDS = /^(?:true|false|null|-?\d+(?:\.\d+)?)$/

/** JSON is YAML, but completions in JSON are JSON. */
const isJson = (text: string): boolean => text.trimStart().startsWith('{')
