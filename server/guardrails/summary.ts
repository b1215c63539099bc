import type { Json, JsonObject } from '../json.ts'
import type { Guarded } from './guarded.ts'
import type { Findings, Verdict } from './verdict.ts'

/** What a guardrail found in a call, without a word of the texts. */
export interface GuardrailSummary {
  id: string
  version: string
  input: { action: Verdict['action']; found: string[] }
  /** Absent where the input was blocked. */
  output?: { action: Verdict['action']; found: string[] }
}

export function summaryOf({ input, output }: Guarded): GuardrailSummary {
  const { guardrailId: id, version } = input.guardrail
  return { id, version, input: sideOf(input), ...(output && { output: sideOf(output) }) }
}

const sideOf = ({ action, findings }: Verdict) => ({ action, found: namesOf(findings) })

const asText = (value: Json = '') => (typeof value === 'string' ? value : JSON.stringify(value))

const name =
  (prefix: string, ...members: string[]) =>
  (entry: JsonObject): string =>
    [prefix, ...members.map((member) => asText(entry[member]))].join(' ').trim()

const hits = (entries: readonly JsonObject[] = []) =>
  entries.filter(({ detected }) => detected === true)

/** `EMAIL`, `topic Investments`, `VIOLENCE HIGH`; the same once. */
function namesOf(findings: Findings): string[] {
  const { contentPolicy, contextualGroundingPolicy, topicPolicy, wordPolicy } = findings
  const { piiEntities, regexes } = findings.sensitiveInformationPolicy ?? {}
  return [
    ...new Set([
      ...hits(topicPolicy?.topics).map(name('topic', 'name')),
      ...hits(contentPolicy?.filters).map(name('', 'type', 'confidence')),
      ...hits(wordPolicy?.customWords).map(name('word')),
      ...hits(wordPolicy?.managedWordLists).map(name('', 'type')),
      ...hits(piiEntities).map(name('', 'type')),
      ...hits(regexes).map(name('regex', 'name')),
      ...hits(contextualGroundingPolicy?.filters).map(name('', 'type', 'score')),
    ]),
  ]
}
