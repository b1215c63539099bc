import { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE } from 'js-yaml'
import type { Event } from 'js-yaml'
import type { Finding, Path } from './check.ts'

export interface Place {
  line: number
  column: number
}

/**
 * Where findings are in their file. Parsed a second time, as a list of events with offsets, since loading does not
 * keep places; JSON is read as the YAML it is.
 */
export function placesOf(text: string, findings: readonly Finding[]): Place[] {
  let events: Event[] = []
  try {
    events = parseEvents(text, {})
  } catch {
    // JSON that YAML cannot read, tabs for example: the findings name their path anyway.
  }
  return findings.map((finding) => placeAt(text, locate(events, text, finding)))
}

/** An offset as line and column, counted from 1. */
export function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return { line, column: offset - before.lastIndexOf('\n') }
}

function locate(events: readonly Event[], text: string, { path, key }: Finding): number {
  let at = events.findIndex((event) => event.type === EVENT_ID.DOCUMENT) + 1
  let offset = startOf(events[at])
  for (const [depth, step] of path.entries()) {
    const next = child(events, text, at, step, key === true && depth === path.length - 1)
    if (next === undefined) return offset
    at = next
    // An empty item of a list has no place: that of the list stands for it.
    offset = isEmpty(events[at]) ? offset : startOf(events[at])
  }
  return offset
}

/** The event of a member's value, or of its key. */
function child(
  events: readonly Event[],
  text: string,
  parent: number,
  step: Path[number],
  wantKey: boolean,
): number | undefined {
  const isMap = events[parent]?.type === EVENT_ID.MAPPING
  let at = parent + 1
  for (let index = 0; at < events.length; index++) {
    const event = events[at]
    if (event === undefined || event.type === EVENT_ID.POP) return undefined
    if (!isMap) {
      if (index === step) return at
      at = after(events, at)
      continue
    }
    const value = after(events, at)
    const found = event.type === EVENT_ID.SCALAR && getScalarValue(text, event) === step
    if (found) return wantKey || isEmpty(events[value]) ? at : value
    at = after(events, value)
  }
  return undefined
}

/** The index behind a node and all that is in it. */
function after(events: readonly Event[], at: number): number {
  let open = 0
  for (let index = at; index < events.length; index++) {
    const type = events[index]?.type
    if (type === EVENT_ID.SEQUENCE || type === EVENT_ID.MAPPING) open += 1
    else if (type === EVENT_ID.POP) open -= 1
    if (open === 0) return index + 1
  }
  return events.length
}

const isEmpty = (event: Event | undefined): boolean =>
  event?.type === EVENT_ID.SCALAR && event.valueStart < 0

function startOf(event: Event | undefined): number {
  if (event === undefined) return 0
  if (event.type === EVENT_ID.SCALAR) {
    const quoted =
      event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED
    return Math.max(0, event.valueStart - (quoted ? 1 : 0))
  }
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart
  return 'start' in event ? event.start : 0
}
