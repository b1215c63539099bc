import { isObject } from '../../json.ts'
import type { JsonObject } from '../../json.ts'
import { objectOf } from '../../json-fields.ts'
import { addTo } from '../../lists.ts'
import { stepOf } from '../aimock/answer.ts'
import type { FixtureStep } from '../aimock/answer.ts'
import { matchOf, placeOf, sequenceKey } from '../aimock/match.ts'
import { skipped } from '../exchange.ts'
import type { Item } from '../exchange.ts'
import type { Format } from './format.ts'

/** Fixtures of aimock, formerly llmock. They become rules: they match by words, not by whole requests. */
export const aimock: Format = {
  name: 'aimock',
  fits: ({ documents }) => fixturesIn(documents[0]).length > 0,
  *read({ documents, name }) {
    const stem = name.replace(/\.\w+$/, '')
    let number = 0
    for (const group of grouped(documents[0])) {
      number += 1
      yield ruleOf(group, `${stem}-${String(number).padStart(2, '0')}`)
    }
  },
}

function fixturesIn(document: unknown): JsonObject[] {
  const list = isObject(document) ? document['fixtures'] : document
  if (!Array.isArray(list)) return []
  return list.filter(
    (one): one is JsonObject =>
      isObject(one) && isObject(one['match']) && isObject(one['response']),
  )
}

/** Fixtures with the same match are steps of one sequence, unless they have no place in it. */
function grouped(document: unknown): JsonObject[][] {
  const groups = new Map<string, JsonObject[]>()
  for (const fixture of fixturesIn(document))
    addTo(groups, sequenceKey(objectOf(fixture['match'])), fixture)
  return [...groups.values()].map((group) =>
    group.toSorted((a, b) => inSequence(a) - inSequence(b)),
  )
}

const inSequence = (fixture: JsonObject) => placeOf(objectOf(fixture['match']))

function ruleOf(group: readonly JsonObject[], name: string): Item {
  const [first] = group
  const found = matchOf(objectOf(first?.['match']))
  if ('why' in found) return skipped(found.why)
  const { match, remarks } = found
  const places = group.map(inSequence)
  // Of several fixtures without a place, aimock always takes the first.
  const endless = places.indexOf(Infinity)
  const steps = group
    .slice(0, endless === -1 ? group.length : endless + 1)
    .map((fixture) => stepOf(objectOf(fixture['response']), fixture))
  const body = bodyOf(steps, endless !== -1)
  if (typeof body === 'string') return skipped(body)
  return { kind: 'rule', rule: { name, fixture: { match, ...body }, remarks } }
}

/** Our sequences hold answers; errors can only come before them. */
function bodyOf(steps: readonly FixtureStep[], repeats: boolean): JsonObject | string {
  const bad = steps.find((step) => 'why' in step)
  if (bad !== undefined && 'why' in bad) return bad.why
  const errors = steps.flatMap((step) => ('error' in step ? [step.error] : []))
  const answers = steps.flatMap((step) => ('answer' in step ? [step.answer] : []))
  const [error] = errors
  const [answer] = answers
  const first = steps.findIndex((step) => 'answer' in step)
  const isOrdered = first === -1 || steps.slice(first).every((step) => 'answer' in step)
  const isSame = errors.every((one) => JSON.stringify(one) === JSON.stringify(error))
  if (!isOrdered || !isSame) return 'a sequence with errors after answers has no counterpart here'
  const times =
    repeats && answers.length === 0 ? {} : steps.length === 1 ? {} : { times: errors.length }
  return {
    ...(error !== undefined && { error: { ...error, ...times } }),
    ...(answers.length === 1 && answer !== undefined && { answer }),
    ...(answers.length > 1 && { answers }),
    // oxlint-disable-next-line unicorn/no-thenable -- the word of the format; no fixture is awaited
    ...(answers.length > 1 && !repeats && { then: 'error' }),
  }
}
