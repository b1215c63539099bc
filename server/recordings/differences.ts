import { isObject } from '../json.ts'
import type { Json } from '../json.ts'
import { sameJson } from './key.ts'
import type { RequestKey } from './key.ts'

const MAX = 5
const TEXT = 60

interface Difference {
  path: string
  stored: Json | undefined
  asked: Json | undefined
}

/** How a recorded request differs from the actual one: a distance, on the scale of rules, and a description. */
export function differences(
  stored: Compared,
  asked: Compared,
): { distance: number; reasons(): string[] } {
  const found: Difference[] = []
  if (stored.model !== asked.model)
    found.push({ path: 'model', stored: stored.model, asked: asked.model })
  compare(stored.members, asked.members, 'header', found)
  compare(stored.body, asked.body, '', found)
  return {
    distance: distanceOf(found),
    reasons: () => [...inWords(found), ...advice(found)],
  }
}

type Compared = Pick<RequestKey, 'model' | 'members' | 'body'>

/** The same for requests in the neutral form, to which settings.yaml does not apply. */
export function neutralDifferences(
  stored: Json,
  asked: Json,
): { distance: number; reasons(): string[] } {
  const found: Difference[] = []
  compare(stored, asked, '', found)
  return { distance: distanceOf(found), reasons: () => inWords(found) }
}

const distanceOf = (found: readonly Difference[]): number =>
  found.reduce((sum, difference) => sum + weight(difference), 0)

function inWords(found: readonly Difference[]): string[] {
  const reasons = found.slice(0, MAX).map(sentence)
  if (found.length > MAX) reasons.push(`and ${found.length - MAX} more differences`)
  return reasons
}

function advice(found: readonly Difference[]): string[] {
  const ignorable = found.find(
    ({ path }) => path !== 'model' && path !== '' && !path.startsWith('messages.'),
  )
  if (ignorable !== undefined)
    return [`to ignore it, add "${ignorable.path}" to ignore in settings.yaml`]
  return found.some(isVarying)
    ? ['to ignore dates, times and UUIDs, add them to normalise in settings.yaml']
    : []
}

/** A different model counts more than a different value, and a text counts more the less of it is the same. */
function weight({ path, stored, asked }: Difference): number {
  if (path === 'model') return 1.5
  if (typeof stored !== 'string' || typeof asked !== 'string') return 0.4
  // Native bodies store their prompts under many names.
  if (!stored.includes(' ') && !asked.includes(' ')) return 0.4
  return 0.5 + 3 * (1 - shared(stored, asked))
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
  asked: Json | undefined,
  path: string,
  into: Difference[],
): void {
  if (into.length > 50 || sameJson(stored, asked)) return
  if (isObject(stored) && isObject(asked)) {
    for (const name of new Set([...Object.keys(stored), ...Object.keys(asked)])) {
      compare(stored[name], asked[name], path === '' ? name : `${path}.${name}`, into)
    }
  } else if (Array.isArray(stored) && Array.isArray(asked) && stored.length === asked.length) {
    stored.forEach((item, at) => compare(item, asked[at], `${path}.${at}`, into))
  } else into.push({ path, stored, asked })
}

function sentence({ path, stored, asked }: Difference): string {
  const name = path === '' ? 'the body' : path
  if (stored === undefined) return `${name} is ${quotedValue(asked)}, recorded without it`
  if (asked === undefined) return `${name} is missing, recorded ${quotedValue(stored)}`
  if (Array.isArray(stored) && Array.isArray(asked)) {
    return `${name} has ${asked.length} elements, recorded ${stored.length}`
  }
  if (typeof stored === 'string' && typeof asked === 'string')
    return textDifference(name, stored, asked)
  return `${name} is ${quotedValue(asked)}, recorded ${quotedValue(stored)}`
}

/** Shows long texts from where they diverge. */
function textDifference(name: string, stored: string, asked: string): string {
  let at = 0
  while (at < stored.length && stored[at] === asked[at]) at += 1
  const from = at > TEXT / 2 ? at - 10 : 0
  const lead = from > 0 ? '...' : ''
  return `${name} is ${quotedValue(lead + asked.slice(from))}, recorded ${quotedValue(lead + stored.slice(from))}`
}

function quotedValue(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > TEXT ? `${text.slice(0, TEXT - 3)}...` : text
}

const VARYING = /\d{4}-\d\d-\d\d|\d\d:\d\d|[0-9a-f]{8}-[0-9a-f]{4}-/

function isVarying({ stored, asked }: Difference): boolean {
  return (
    typeof stored === 'string' &&
    typeof asked === 'string' &&
    VARYING.test(stored) &&
    VARYING.test(asked)
  )
}
