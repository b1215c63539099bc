import { isObject } from '../json.ts'
import type { Json } from '../json.ts'
import { sameJson } from './key.ts'
import type { RequestKey } from './key.ts'

const MAX = 5
const TEXT = 60

interface Difference {
  path: string
  stored: Json | undefined
  actual: Json | undefined
}

/** How a recorded request differs from the actual one: a distance, on the scale of rules, and a description. */
export function differences(
  stored: Compared,
  actual: Compared,
): { distance: number; reasons(): string[] } {
  const list: Difference[] = []
  if (stored.model !== actual.model)
    list.push({ path: 'model', stored: stored.model, actual: actual.model })
  compare(stored.members, actual.members, 'header', list)
  compare(stored.body, actual.body, '', list)
  return {
    distance: distanceOf(list),
    reasons: () => [...inWords(list), ...advice(list)],
  }
}

type Compared = Pick<RequestKey, 'model' | 'members' | 'body'>

/** The same for requests in the neutral form, to which settings.yaml does not apply. */
export function neutralDifferences(
  stored: Json,
  actual: Json,
): { distance: number; reasons(): string[] } {
  const list: Difference[] = []
  compare(stored, actual, '', list)
  return { distance: distanceOf(list), reasons: () => inWords(list) }
}

const distanceOf = (list: readonly Difference[]): number =>
  list.reduce((sum, difference) => sum + weight(difference), 0)

function inWords(list: readonly Difference[]): string[] {
  const reasons = list.slice(0, MAX).map(sentence)
  if (list.length > MAX) reasons.push(`and ${list.length - MAX} more differences`)
  return reasons
}

function advice(list: readonly Difference[]): string[] {
  const ignorable = list.find(
    ({ path }) => path !== 'model' && path !== '' && !path.startsWith('messages.'),
  )
  if (ignorable !== undefined)
    return [`to ignore it, add "${ignorable.path}" to ignore in settings.yaml`]
  return list.some(isVarying)
    ? ['to ignore dates, times and UUIDs, add them to normalise in settings.yaml']
    : []
}

/** A different model counts more than a different value, and a text counts more the less of it is the same. */
function weight({ path, stored, actual }: Difference): number {
  if (path === 'model') return 1.5
  if (typeof stored !== 'string' || typeof actual !== 'string') return 0.4
  // Native bodies store their prompts under many names.
  if (!stored.includes(' ') && !actual.includes(' ')) return 0.4
  return 0.5 + 3 * (1 - shared(stored, actual))
}

const LOOKED = 2_048

/** The share of two texts that is equal at their start and end: 0 = nothing, 1 = all. */
function shared(a: string, b: string): number {
  const max = Math.min(a.length, b.length, LOOKED)
  let start = 0
  while (start < max && a.charCodeAt(start) === b.charCodeAt(start)) start += 1
  let end = 0
  while (end < max - start && a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end))
    end += 1
  return Math.min(1, (start + end) / Math.min(Math.max(a.length, b.length), LOOKED))
}

function compare(
  stored: Json | undefined,
  actual: Json | undefined,
  path: string,
  into: Difference[],
): void {
  if (into.length > 50 || sameJson(stored, actual)) return
  if (isObject(stored) && isObject(actual)) {
    for (const name of new Set([...Object.keys(stored), ...Object.keys(actual)])) {
      compare(stored[name], actual[name], path === '' ? name : `${path}.${name}`, into)
    }
  } else if (Array.isArray(stored) && Array.isArray(actual) && stored.length === actual.length) {
    stored.forEach((item, at) => compare(item, actual[at], `${path}.${at}`, into))
  } else into.push({ path, stored, actual: actual })
}

function sentence({ path, stored, actual }: Difference): string {
  const name = path === '' ? 'the body' : path
  if (stored === undefined) return `${name} is ${quotedValue(actual)}, recorded without it`
  if (actual === undefined) return `${name} is missing, recorded ${quotedValue(stored)}`
  if (Array.isArray(stored) && Array.isArray(actual)) {
    return `${name} has ${actual.length} elements, recorded ${stored.length}`
  }
  if (typeof stored === 'string' && typeof actual === 'string')
    return textDifference(name, stored, actual)
  return `${name} is ${quotedValue(actual)}, recorded ${quotedValue(stored)}`
}

/** Shows long texts from where they diverge. */
function textDifference(name: string, stored: string, actual: string): string {
  let at = 0
  while (at < stored.length && stored[at] === actual[at]) at += 1
  const from = at > TEXT / 2 ? at - 10 : 0
  const lead = from > 0 ? '...' : ''
  return `${name} is ${quotedValue(lead + actual.slice(from))}, recorded ${quotedValue(lead + stored.slice(from))}`
}

function quotedValue(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > TEXT ? `${text.slice(0, TEXT - 3)}...` : text
}

const VARYING = /\d{4}-\d\d-\d\d|\d\d:\d\d|[0-9a-f]{8}-[0-9a-f]{4}-/

function isVarying({ stored, actual }: Difference): boolean {
  return (
    typeof stored === 'string' &&
    typeof actual === 'string' &&
    VARYING.test(stored) &&
    VARYING.test(actual)
  )
}
