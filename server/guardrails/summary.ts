import type { Json, JsonObject } from '../json.ts'
import { combined } from './combined.ts'
import type { Guarded } from './guarded.ts'
import type { Findings, Units, Verdict } from './verdict.ts'

/** What guardrails found in a call, without any of the texts. */
export interface GuardrailSummary {
  /** The guardrail of the request, or the enforced one if it names none. */
  id: string
  version: string
  /** The ids of the guardrails that the account enforces. */
  enforced?: string[]
  /** Absent if there was only an answer to judge. */
  input?: SideSummary
  /** Absent if the input was blocked. */
  output?: SideSummary
}

export interface SideSummary {
  action: Verdict['action']
  /** By type and name. */
  found: string[]
  /** The policies that found something. */
  policies: string[]
  /** Text units of every policy, as AWS bills them. */
  units: Partial<Units>
}

/** Undefined if no guardrail was used. */
export function summaryOf({ input, output = [] }: Guarded): GuardrailSummary | undefined {
  const [first] = [...input, ...output]
  if (first === undefined) return undefined
  const { guardrailId: id, version } = first.guardrail
  const enforced = [...input, ...output].filter(({ origin }) =>
    origin?.includes('ACCOUNT_ENFORCED'),
  )
  const ids = [...new Set(enforced.map(({ guardrail }) => guardrail.guardrailId))]
  return {
    id,
    version,
    ...(ids.length > 0 && { enforced: ids }),
    ...(input.length > 0 && { input: sideOf(input) }),
    ...(output.length > 0 && { output: sideOf(output) }),
  }
}

const sideOf = (verdicts: readonly Verdict[]): SideSummary => ({
  action: combined(verdicts).action,
  found: foundBy(verdicts),
  policies: [...new Set(verdicts.flatMap(({ findings }) => policiesIn(findings)))],
  units: unitsOf(verdicts),
})

function policiesIn(findings: Findings): string[] {
  const lists = Object.entries(findings) as [string, Record<string, JsonObject[]>][]
  return lists
    .filter(([, policy]) => Object.values(policy).some((entries) => hits(entries).length > 0))
    .map(([name]) => name)
}

function unitsOf(verdicts: readonly Verdict[]): Partial<Units> {
  const sum: Partial<Units> = {}
  for (const { units } of verdicts)
    for (const [name, count] of Object.entries(units) as [keyof Units, number][])
      if (count > 0) sum[name] = (sum[name] ?? 0) + count
  return sum
}

/** `EMAIL`, `topic Investments`, `VIOLENCE HIGH`, without duplicates. */
const foundBy = (verdicts: readonly Verdict[]): string[] => [
  ...new Set(verdicts.flatMap(({ findings }) => namesOf(findings))),
]

const asText = (value: Json = '') => (typeof value === 'string' ? value : JSON.stringify(value))

const name =
  (prefix: string, ...members: string[]) =>
  (entry: JsonObject): string =>
    [prefix, ...members.map((member) => asText(entry[member]))].join(' ').trim()

const hits = (entries: readonly JsonObject[] = []) =>
  entries.filter(({ detected }) => detected === true)

function namesOf(findings: Findings): string[] {
  const { contentPolicy, contextualGroundingPolicy, topicPolicy, wordPolicy } = findings
  const { piiEntities, regexes } = findings.sensitiveInformationPolicy ?? {}
  return [
    ...hits(topicPolicy?.topics).map(name('topic', 'name')),
    ...hits(contentPolicy?.filters).map(name('', 'type', 'confidence')),
    ...hits(wordPolicy?.customWords).map(name('word')),
    ...hits(wordPolicy?.managedWordLists).map(name('', 'type')),
    ...hits(piiEntities).map(name('', 'type')),
    ...hits(regexes).map(name('regex', 'name')),
    ...hits(contextualGroundingPolicy?.filters).map(name('', 'type', 'score')),
  ]
}
