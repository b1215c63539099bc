import type { JsonObject } from '../json.ts'
import type { Compiled } from './compile.ts'
import type { Mask } from './mask.ts'
import type { Finder } from './pii/row.ts'
import type { SensitiveAction } from './policy.ts'
import { sensitiveActionOn } from './sides.ts'
import type { Side } from './sides.ts'
import { withoutOverlaps } from './spans.ts'

/** A PII type or a regular expression on one side. */
interface Detector {
  find: Finder
  action: SensitiveAction
  kind: 'entity' | 'regex'
  by: string
  entry(match: string, detected: boolean): JsonObject
}

interface Hit extends Mask {
  detector: Detector
}

export interface Sensitive {
  piiEntities: JsonObject[]
  regexes: JsonObject[]
  blocks: boolean
  masks: Mask[][]
  asksEntities: boolean
  asksRegexes: boolean
}

const TAKEN = { BLOCK: 'BLOCKED', ANONYMIZE: 'ANONYMIZED', NONE: 'NONE' } as const

/** One entry per occurrence, in the order of the text. A blocking match counts even where a longer one masks it. */
export function findSensitive(
  compiled: Compiled,
  side: Side,
  texts: readonly string[],
  full: boolean,
): Sensitive {
  const detectors = detectorsOf(compiled, side)
  const entries = { entity: [] as JsonObject[], regex: [] as JsonObject[] }
  const seen = new Set<Detector>()
  let blocks = false
  const masks = texts.map((text) => {
    const hits = detectors.flatMap((detector) =>
      detector.find(text).map((span): Hit => ({ ...span, by: detector.by, detector })),
    )
    const byAction = (action: SensitiveAction) =>
      withoutOverlaps(hits.filter(({ detector }) => detector.action === action))
    const masking = byAction('ANONYMIZE')
    const kept = [...byAction('BLOCK'), ...masking, ...byAction('NONE')]
    for (const { start, end, detector } of kept.toSorted((a, b) => a.start - b.start)) {
      seen.add(detector)
      if (detector.action === 'BLOCK') blocks = true
      entries[detector.kind].push(detector.entry(text.slice(start, end), true))
    }
    return masking.map(({ start, end, by }) => ({ start, end, by }))
  })
  if (full)
    for (const detector of detectors)
      if (!seen.has(detector)) entries[detector.kind].push(detector.entry('', false))
  return {
    piiEntities: entries.entity,
    regexes: entries.regex,
    blocks,
    masks,
    // Observed: AWS bills PII types on both sides, and regular expressions on the side where they act.
    asksEntities: compiled.entities.some(({ entity }) => isEnabled(entity, side)),
    asksRegexes: detectors.some(({ kind }) => kind === 'regex'),
  }
}

const isEnabled = (
  {
    inputEnabled = true,
    outputEnabled = true,
  }: { inputEnabled?: boolean; outputEnabled?: boolean },
  side: Side,
): boolean => (side === 'INPUT' ? inputEnabled : outputEnabled)

function detectorsOf({ entities, regexes }: Compiled, side: Side): Detector[] {
  const detectors: Detector[] = []
  for (const { entity, find } of entities) {
    const action = sensitiveActionOn(entity, side)
    if (action === undefined) continue
    const { type } = entity
    detectors.push({
      find,
      action,
      kind: 'entity',
      by: `{${type}}`,
      entry: (match, detected) => ({ action: taken(action, detected), detected, match, type }),
    })
  }
  for (const { entry, find } of regexes) {
    const action = sensitiveActionOn(entry, side)
    if (action === undefined) continue
    const { name, pattern } = entry
    detectors.push({
      find,
      action,
      kind: 'regex',
      by: `{${name}}`,
      entry: (match, detected) => ({
        action: taken(action, detected),
        detected,
        match,
        name,
        regex: pattern,
      }),
    })
  }
  return detectors
}

const taken = (action: SensitiveAction, detected: boolean) => (detected ? TAKEN[action] : 'NONE')
