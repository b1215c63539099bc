import { types } from 'node:util'
import { nativeRegex, regex } from '../text/regex.ts'
import type { Regex } from '../text/regex.ts'

/** A compiled text matcher: every given form must match. */
export interface TextTest {
  contains: readonly string[]
  equals?: string
  regex?: Regex
  /** A text that every match equals or contains. Rules are indexed by it. */
  anchor?: { kind: 'equals' | 'contains'; text: string }
  /** The words it looks for, used to find near misses. */
  words: readonly string[]
}

/** Throws an Error if the regular expression is invalid. Tests may pass a JavaScript RegExp. */
export function textTest(written: TextMatch | RegExp): TextTest {
  if (types.isRegExp(written)) return anchored({ contains: [], regex: nativeRegex(written) })
  if (typeof written === 'string') return anchored({ contains: [written] })
  const { contains = [], equals, regex: source } = written
  return anchored({
    contains: typeof contains === 'string' ? [contains] : contains,
    ...(equals !== undefined && { equals }),
    ...(source !== undefined && { regex: regex(source) }),
  })
}

function anchored(forms: Omit<TextTest, 'words'>): TextTest {
  const wanted = forms.equals ?? [...forms.contains, forms.regex?.anchor ?? ''].join(' ')
  const test = { ...forms, words: [...wordsOf(wanted, 24)] }
  if (test.equals !== undefined) return { ...test, anchor: { kind: 'equals', text: test.equals } }
  const texts = [...test.contains, test.regex?.anchor ?? '']
  const longest = texts.reduce((best, text) => (text.length > best.length ? text : best), '')
  return longest === '' ? test : { ...test, anchor: { kind: 'contains', text: longest } }
}

export function holds(test: TextTest, text: string): boolean {
  if (test.equals !== undefined && text !== test.equals) return false
  for (const part of test.contains) if (!text.includes(part)) return false
  return test.regex === undefined || finds(test.regex, text)
}

/** A dozen regular expressions over a prompt of megabytes would block every other call for seconds. */
const MAX_REGEX_TEXT = 1_000_000

function finds(pattern: Regex, text: string): boolean {
  return pattern.test(text.length > MAX_REGEX_TEXT ? text.slice(0, MAX_REGEX_TEXT) : text)
}

/** The kind of a test. */
export function textKind({ equals, contains }: TextTest): 'equals' | 'contains' | 'regex' {
  if (equals !== undefined) return 'equals'
  return contains.length > 0 ? 'contains' : 'regex'
}

/** What a test looks for: of several parts, the first that is missing. */
export function soughtText({ equals, contains }: TextTest, text: string): string | undefined {
  return equals ?? contains.find((part) => !text.includes(part)) ?? contains[0]
}

/** Explains why a text does not match, in phrases that start with its subject. */
export function textReasons(test: TextTest, text: string, subject: string): string[] {
  const reasons: string[] = []
  if (test.equals !== undefined && text !== test.equals) {
    reasons.push(`${subject} ${difference(text, test.equals)}`)
  }
  for (const part of test.contains) {
    if (!text.includes(part)) reasons.push(`${subject} ${whyMissing(text, part)}`)
  }
  if (test.regex !== undefined && !finds(test.regex, text)) {
    reasons.push(`${subject} does not match ${regexWords(test.regex)}; it is ${quoted(text)}`)
  }
  return reasons
}

const CONTEXT = 24

/** Where two texts diverge: `differs at character 214: '...be brief' / '...be concise'`, the caller's first. */
export function difference(text: string, expected: string): string {
  if (text.length + expected.length <= 80)
    return `is ${quoted(text)}, but the fixture expects ${quoted(expected)}`
  const at = commonStart(text, expected)
  if (at === text.length) {
    return `ends at character ${at}, but the fixture continues: ${context(expected, at)}`
  }
  if (at === expected.length) {
    return `continues after character ${at}, where the fixture ends: ${context(text, at)}`
  }
  return `differs at character ${at + 1}: ${context(text, at)} / ${context(expected, at)}`
}

/** Explains a missing text: how much of it is there, ignoring case. */
function whyMissing(text: string, part: string): string {
  const problem = `does not contain ${quoted(part)}`
  if (text === '') return `is empty, but the fixture expects it to contain ${quoted(part)}`
  const lower = text.toLowerCase()
  const other = lower.indexOf(part.toLowerCase())
  if (other >= 0)
    return `${problem}; ${quoted(text.substr(other, part.length))} differs in capital letters`
  if (text.normalize().includes(part.normalize()))
    return `${problem}; only the encoding of its accents differs`
  const known = longestStart(text, part)
  if (known >= Math.min(12, part.length / 2)) return `${problem}; ${parting(text, part, known)}`
  return `${problem}; it is ${quoted(text)}`
}

/** Where a text that contains the start of `part` continues differently. */
function parting(text: string, part: string, known: number): string {
  const found = text.slice(text.indexOf(part.slice(0, known)))
  if (found.length === known) return `it ends after ${context(found, known)}`
  // For a long text, the quotation above would not show how it continues.
  return part.length > MAX_LENGTH
    ? `at character ${known + 1} of that it has ${context(found, known)}, not ${context(part, known)}`
    : `after ${quoted(part.slice(0, known))} comes ${quoted(found.substr(known, CONTEXT))}`
}

/** How much of the start of `part` occurs in the text. */
function longestStart(text: string, part: string): number {
  let low = 0
  let high = part.length
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (text.includes(part.slice(0, middle))) low = middle
    else high = middle - 1
  }
  return low
}

function commonStart(a: string, b: string): number {
  const max = Math.min(a.length, b.length)
  let at = 0
  while (at < max && a.charCodeAt(at) === b.charCodeAt(at)) at += 1
  return at
}

function context(text: string, at: number): string {
  const cut = Math.max(0, at - CONTEXT)
  // Starts at a word boundary if there is one well before the position.
  const space = cut === 0 ? -1 : text.indexOf(' ', cut)
  const from = space >= 0 && space < at - CONTEXT / 3 ? space + 1 : cut
  const to = Math.min(text.length, at + CONTEXT)
  const visibleText = visible(text.slice(from, to))
  return `'${from > 0 ? '...' : ''}${visibleText}${to < text.length ? '...' : ''}'`
}

const MAX_LENGTH = 70

/** A quoted text, short enough for a message. */
export function quoted(text: string): string {
  return `"${clip(visible(text), MAX_LENGTH)}"`
}

export function clip(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 3)}...` : text
}

const NAMED: Record<string, string> = { '\n': '\\n', '\t': '\\t', '\r': '\\r' }
// Keep the joiner and the variation selectors of emoji.
const UNSEEN = /(?![ \u200D])[\p{Zs}\p{Zl}\p{Zp}\p{Cc}\p{Cf}]/gu

/** Makes unusual spaces and zero-width characters visible, since two texts may look the same. */
function visible(text: string): string {
  return text.slice(0, 200).replace(UNSEEN, (sign) => NAMED[sign] ?? codeOf(sign))
}

const codeOf = (sign: string) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`

/** The share of the words it looks for that are missing: 0 = none, 1 = all. */
export function textDistance({ words }: TextTest, among: ReadonlySet<string>): number {
  if (words.length === 0) return 1
  let missing = 0
  for (const word of words) if (!among.has(word)) missing += 1
  return missing / words.length
}

/** The share of the text's beginning that is present: 0 = nothing, 1 = all. */
export function sharedStart({ equals, contains }: TextTest, text: string): number {
  const [sought = equals] = contains
  if (sought === undefined || sought === '') return 0
  return longestStart(text, sought) / sought.length
}

/** The distinct words of a text, in lower case. */
export function wordsOf(text: string, max: number): Set<string> {
  const words = new Set<string>()
  for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{N}]+/gu)) {
    words.add(word)
    if (words.size === max) break
  }
  return words
}

/** `contains "capital of France"` */
export function textWords(test: TextTest): string {
  const parts: string[] = []
  if (test.equals !== undefined) parts.push(`is ${quoted(test.equals)}`)
  for (const part of test.contains) parts.push(`contains ${quoted(part)}`)
  if (test.regex !== undefined) parts.push(`matches ${regexWords(test.regex)}`)
  return parts.join(' and ')
}

const regexWords = ({ source, flags = '' }: Regex): string => `/${clip(source, 60)}/${flags}`

/** Whether one holds for every text for which the other holds; false if uncertain. */
export function coversText(wide: TextTest, narrow: TextTest): boolean {
  const certain = [...narrow.contains, ...(narrow.equals === undefined ? [] : [narrow.equals])]
  return (
    wide.contains.every((part) => certain.some((text) => text.includes(part))) &&
    (wide.equals === undefined || wide.equals === narrow.equals) &&
    (wide.regex === undefined || isSame(wide.regex, narrow.regex))
  )
}

const isSame = (one: Regex, other: Regex | undefined): boolean =>
  one.source === other?.source && one.flags === other.flags

export type TextMatch =
  | string
  | { contains?: string | readonly string[]; equals?: string; regex?: string }
