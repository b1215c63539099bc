import { isObject } from '../json.ts'
import type { Json } from '../json.ts'
import { sameJson } from './key.ts'
import type { RequestKey } from './key.ts'

const MOST = 5
const TEXT = 60

interface Difference {
  path: string
  stored: Json | undefined
  asked: Json | undefined
}

/** How a recorded request differs from the asked one, in words, and how much. */
export function differences(
  stored: RequestKey,
  asked: RequestKey,
): { distance: number; reasons: string[] } {
  const found: Difference[] = []
  if (stored.model !== asked.model)
    found.push({ path: 'model', stored: stored.model, asked: asked.model })
  compare(stored.members, asked.members, 'header', found)
  compare(stored.body, asked.body, '', found)
  const reasons = found.slice(0, MOST).map(sentence)
  if (found.length > MOST) reasons.push(`and ${found.length - MOST} more differences`)
  const ignorable = found.find(
    ({ path }) => path !== 'model' && path !== '' && !path.startsWith('messages.'),
  )
  if (ignorable !== undefined) {
    reasons.push(`to overlook it, add "${ignorable.path}" to ignore in settings.yaml`)
  } else if (found.some(isVarying)) {
    reasons.push('to overlook dates, times and UUIDs, add them to normalise in settings.yaml')
  }
  // Another model is a greater difference than another value, another text than another number.
  const distance = found.reduce(
    (sum, { path }) => sum + (path === 'model' ? 4 : path.endsWith('text') ? 3 : 2),
    0,
  )
  return { distance, reasons }
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
  if (stored === undefined) return `${name} is ${shown(asked)}, recorded without it`
  if (asked === undefined) return `${name} is missing, recorded ${shown(stored)}`
  if (Array.isArray(stored) && Array.isArray(asked)) {
    return `${name} has ${asked.length} elements, recorded ${stored.length}`
  }
  if (typeof stored === 'string' && typeof asked === 'string')
    return textDifference(name, stored, asked)
  return `${name} is ${shown(asked)}, recorded ${shown(stored)}`
}

/** Long texts are shown from where they part. */
function textDifference(name: string, stored: string, asked: string): string {
  let at = 0
  while (at < stored.length && stored[at] === asked[at]) at += 1
  const from = at > TEXT / 2 ? at - 10 : 0
  const lead = from > 0 ? '...' : ''
  return `${name} is ${shown(lead + asked.slice(from))}, recorded ${shown(lead + stored.slice(from))}`
}

function shown(value: Json | undefined): string {
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
