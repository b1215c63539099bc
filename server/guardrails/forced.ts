import { stringOf } from '../json-fields.ts'
import type { JsonObject } from '../json.ts'
import { evaluate } from './evaluate.ts'
import { firstBlock } from './first-block.ts'
import type { Mask } from './mask.ts'
import type { Guardrail } from './policy.ts'
import { withoutOverlaps } from './spans.ts'
import type { Findings, Question, Verdict } from './verdict.ts'
import type { WrittenVerdict } from './written-verdicts.ts'

type Lists = Record<string, Record<string, JsonObject[]>>

const COMPUTED = new Set(['invocationMetrics', 'appliedGuardrailDetails'])

/** What identifies an entry among those of its list. */
const KEYS: Readonly<Record<string, string>> = {
  topics: 'name',
  filters: 'type',
  customWords: 'match',
  managedWordLists: 'type',
  piiEntities: 'type',
  regexes: 'name',
}

/** The written verdict, instead of the findings of the rules. Units and coverage come from the text. */
export function forcedVerdict(
  guardrail: Guardrail,
  { ground: _ground, ...question }: Question,
  written: WrittenVerdict,
): Verdict {
  const { texts, full = false, side } = question
  const { units, characters, images } = evaluate(guardrail, question)
  const assessment =
    written === 'none' ? {} : written === 'blocked' ? firstBlock(guardrail, side) : written
  const lists: Lists = {}
  for (const [policy, given] of Object.entries(assessment)) {
    if (COMPUTED.has(policy) || given === null) continue
    const known: Record<string, JsonObject[]> = {}
    for (const [list, entries] of Object.entries(given)) {
      const whole = (entries ?? []).map((entry) => completed(guardrail, side, list, entry))
      const shown = full ? whole : whole.filter((entry) => isShown(list, entry))
      if (shown.length > 0) known[list] = shown
    }
    if (Object.keys(known).length > 0) lists[policy] = known
  }
  const entries = Object.values(lists).flatMap((policy) => Object.values(policy).flat())
  const isBlocked = entries.some((entry) => entry['action'] === 'BLOCKED' && isDetected(entry))
  const masks = texts.map((text) => (isBlocked ? [] : masksIn(text, lists)))
  const rest = full ? evaluate(guardrail, { side, texts: [], full }).findings : {}
  return {
    guardrail,
    side,
    action: isBlocked ? 'BLOCKED' : masks.some((some) => some.length > 0) ? 'MASKED' : 'NONE',
    findings: merged(lists, rest),
    masks,
    units,
    characters,
    images,
  }
}

const isDetected = ({ detected }: JsonObject): boolean => detected !== false

/** Observed of AWS: what was not detected is only listed in a full trace, but scores always are. */
const isShown = (list: string, entry: JsonObject): boolean =>
  isDetected(entry) || (list === 'filters' && 'score' in entry)

/** An entry with its omitted members, in the order of AWS's traces. */
function completed(
  guardrail: Guardrail,
  side: Question['side'],
  list: string,
  entry: JsonObject,
): JsonObject {
  const detected = isDetected(entry)
  const blocked = detected ? 'BLOCKED' : 'NONE'
  const masked = detected ? 'ANONYMIZED' : 'NONE'
  switch (list) {
    case 'topics':
      return { action: blocked, detected, type: 'DENY', ...entry }
    case 'filters':
      return 'score' in entry ? scored(guardrail, entry) : filtered(guardrail, side, entry)
    case 'customWords':
      return { action: blocked, detected, ...entry }
    case 'managedWordLists':
      return { action: blocked, detected, type: 'PROFANITY', ...entry }
    case 'piiEntities':
      return { action: masked, detected, ...entry }
    case 'regexes': {
      const known = guardrail.sensitiveInformationPolicy?.regexes?.find(
        ({ name }) => name === entry['name'],
      )
      return { action: masked, detected, regex: known?.pattern ?? '', ...entry }
    }
    default:
      return entry
  }
}

function filtered(guardrail: Guardrail, side: Question['side'], entry: JsonObject): JsonObject {
  const known = guardrail.contentPolicy?.filters.find(({ type }) => type === entry['type'])
  const strength = side === 'INPUT' ? known?.inputStrength : known?.outputStrength
  const detected = isDetected(entry)
  return {
    action: detected ? 'BLOCKED' : 'NONE',
    confidence: detected ? 'HIGH' : 'NONE',
    detected,
    filterStrength: strength ?? 'HIGH',
    ...entry,
  }
}

function scored(guardrail: Guardrail, entry: JsonObject): JsonObject {
  const filters = guardrail.contextualGroundingPolicy?.filters
  const known = filters?.find(({ type }) => type === entry['type'])
  const threshold = entry['threshold'] ?? known?.threshold ?? 0.7
  const detected = entry['detected'] ?? Number(entry['score']) < Number(threshold)
  return { action: detected === true ? 'BLOCKED' : 'NONE', detected, threshold, ...entry }
}

function masksIn(text: string, { sensitiveInformationPolicy = {} }: Lists): Mask[] {
  const masks: Mask[] = []
  for (const entry of Object.values(sensitiveInformationPolicy).flat()) {
    const { action, match } = entry
    // An empty match is everywhere: without this, the search would never end.
    if (action !== 'ANONYMIZED' || !isDetected(entry) || typeof match !== 'string' || match === '')
      continue
    const by = `{${stringOf(entry['name']) ?? stringOf(entry['type']) ?? ''}}`
    for (let at = text.indexOf(match); at !== -1; at = text.indexOf(match, at + match.length))
      masks.push({ start: at, end: at + match.length, by })
  }
  return withoutOverlaps(masks)
}

/** With `enabled_full` the guardrail's other entries follow, as not found. */
function merged(lists: Lists, rest: Findings): Findings {
  const whole: Lists = { ...lists }
  for (const [policy, others] of Object.entries(rest as Lists)) {
    const own = { ...whole[policy] }
    for (const [list, entries] of Object.entries(others)) {
      const key = KEYS[list] ?? 'type'
      const known = new Set(own[list]?.map((entry) => entry[key]))
      own[list] = [
        ...(own[list] ?? []),
        ...entries.filter((entry) => !known.has(entry[key] ?? null)),
      ]
    }
    whole[policy] = own
  }
  return inOrder(whole)
}

const sorted = <T>(of: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(of).toSorted(([a], [b]) => (a < b ? -1 : 1)))

/** Members as AWS sorts them. */
function inOrder(lists: Lists): Lists {
  return Object.fromEntries(
    Object.entries(sorted(lists)).map(([policy, of]) => [
      policy,
      Object.fromEntries(
        Object.entries(sorted(of)).map(([list, entries]) => [
          list,
          entries.map((one) => sorted(one)),
        ]),
      ),
    ]),
  )
}
