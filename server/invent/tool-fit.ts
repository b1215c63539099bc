import type { ToolSpec } from '../neutral/prompt.ts'
import { isObject } from '../json.ts'
import { stem, terms } from './terms.ts'

// Finds the tool that shares most words with the prompt. Agents send dozens of tools with every request, so a tool's
// word is only compared if a word of the prompt begins with the same three letters.

const ENOUGH = 2
const WEIGHT = { name: 2, about: 1, enum: 2, spelled: 10 }
/** Only the beginning and the end of a long prompt are read. */
const BEGINNING = 2_000
const END = 1_000
/** How many values of an enum are looked for in the prompt. */
const MAX_VALUES = 200

// Words in tool names and descriptions that carry no meaning.
const GENERIC = new Set(
  terms(
    'get set fetch retrieve return find tool function call run make given current value name information data user provide specific query input output string list result',
  ),
)

// Synonyms for words in tool names.
const MEANT: readonly (readonly [pattern: RegExp, terms: readonly string[]])[] = (
  [
    [/\b(?:temperature|forecast|rain|snow|sunny|cold|warm|hot|umbrella|humid)/i, 'weather'],
    [
      /\bcalculat|\d\s*(?:[-+*/×÷^]|plus|minus|times|multiplied by|divided by)\s*\d/i,
      'calculate compute evaluate expression math arithmetic',
    ],
    [/\d\s*(?:\+|plus)\s*\d/i, 'add addition sum'],
    [/\d\s*(?:-|minus)\s*\d/i, 'subtract subtraction'],
    [/\d\s*(?:[*×]|times|multiplied by)\s*\d/i, 'multiply multiplication'],
    [/\d\s*(?:[/÷]|divided by)\s*\d/i, 'divide division'],
    [/\bwhat time\b|\bclock\b/i, 'time'],
    [/\b(?:look up|google|find out|latest|news|research)\b/i, 'search'],
    [/\b(?:stock|share) price|\bshares? of\b/i, 'stock'],
    [/\b(?:fly|flying|flights?)\b/i, 'flight'],
    [/\bmail\b/i, 'email'],
  ] as const
).map(([pattern, names]) => [pattern, terms(names)])

function synonymsIn(text: string): Set<string> {
  const found = new Set(terms(text))
  for (const [pattern, names] of MEANT)
    if (pattern.test(text)) for (const name of names) found.add(name)
  for (const term of GENERIC) found.delete(term)
  return found
}

const LETTERS = 27
const beginnings = new Uint32Array(LETTERS ** 3)
let turn = 0

/** 1 to 26, or 0 for anything but a letter. */
function letter(code: number): number {
  const small = (code | 0x20) - 0x60
  return small > 0 && small < LETTERS ? small : 0
}

/** Marks the first three letters of these terms. A stem of two letters marks every continuation. */
function mark(wanted: ReadonlySet<string>): void {
  turn++
  for (const term of wanted) {
    const key = (letter(term.charCodeAt(0)) * LETTERS + letter(term.charCodeAt(1))) * LETTERS
    if (term.length > 2) beginnings[key + letter(term.charCodeAt(2))] = turn
    else beginnings.fill(turn, key, key + LETTERS)
  }
}

const isCapital = (code: number): boolean => code >= 0x41 && code <= 0x5a
const isFigure = (code: number): boolean => code >= 0x30 && code <= 0x39

/** Adds the marked terms of a text. The parts of camelCase and snake_case names count as words. */
function addTerms(text: string, wanted: ReadonlySet<string>, found: Set<string>): void {
  let from = 0
  let key = 0
  let before = 0
  for (let at = 0; at <= text.length; at++) {
    const code = at === text.length ? 0 : text.charCodeAt(at)
    if (code > 0x7f) {
      for (const term of terms(text)) if (wanted.has(term)) found.add(term)
      return
    }
    const is = letter(code)
    const inWord = is > 0 || isFigure(code)
    if (!inWord || (isCapital(code) && before > 0 && !isCapital(before))) {
      const isMarked = beginnings[at - from < 3 ? key * LETTERS : key] === turn
      if (at - from > 1 && isMarked) {
        const term = stem(text.slice(from, at).toLowerCase())
        if (wanted.has(term)) found.add(term)
      }
      from = inWord ? at : at + 1
      key = 0
    }
    if (at - from < 3 && inWord) key = key * LETTERS + is
    before = inWord ? code : 0
  }
}

/** `get_weather` can only mean the tool. A plain word means it if "tool" or a quote follows. */
function spells(text: string, name: string): boolean {
  const at = text.indexOf(name)
  if (at < 0) return false
  const following = text.slice(at + name.length, at + name.length + 10)
  return /[_-]|\p{Ll}\p{Lu}/u.test(name) || /^["'`]|^ (?:tool|function)\b/.test(following)
}

function namesValue(properties: object, text: string): boolean {
  const lower = text.toLowerCase()
  return Object.values(properties).some(
    (schema) =>
      isObject(schema) &&
      Array.isArray(schema['enum']) &&
      schema['enum']
        .slice(0, MAX_VALUES)
        .some(
          (value) =>
            typeof value === 'string' && value.length > 2 && lower.includes(value.toLowerCase()),
        ),
  )
}

/** How well a tool fits a prompt. */
function fit(tool: ToolSpec, wanted: ReadonlySet<string>, text: string): number {
  if (spells(text, tool.name)) return WEIGHT.spelled
  const properties = isObject(tool.schema['properties']) ? tool.schema['properties'] : {}
  const found = new Set<string>()
  addTerms(tool.name, wanted, found)
  const named = found.size
  addTerms(tool.description ?? '', wanted, found)
  for (const property in properties) addTerms(property, wanted, found)
  if (found.size === 0) return 0
  const score = named * WEIGHT.name + (found.size - named) * WEIGHT.about
  return namesValue(properties, text) ? score + WEIGHT.enum : score
}

export function fitting(tools: readonly ToolSpec[], prompt: string): ToolSpec | undefined {
  const text =
    prompt.length <= BEGINNING + END
      ? prompt
      : `${prompt.slice(0, BEGINNING)}\n${prompt.slice(-END)}`
  const wanted = synonymsIn(text)
  mark(wanted)
  let best: ToolSpec | undefined
  let max = ENOUGH - 1
  for (const tool of tools) {
    const score = fit(tool, wanted, text)
    if (score > max) [best, max] = [tool, score]
  }
  return best
}
