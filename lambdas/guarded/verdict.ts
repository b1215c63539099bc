import type {
  GuardrailAssessment,
  GuardrailTraceAssessment,
  StopReason,
} from '@aws-sdk/client-bedrock-runtime'

type Outcome = 'passed' | 'masked' | 'question blocked' | 'answer blocked'

interface Verdict {
  outcome: Outcome
  /** What the guardrail acted on, by kind: what it found may be private. */
  found: string[]
}

/** What the guardrail did. It intervenes when it masks as well as when it blocks; the trace shows which. */
export function verdictOf(
  stopReason: StopReason | undefined,
  trace: GuardrailTraceAssessment | undefined,
): Verdict {
  if (stopReason !== 'guardrail_intervened') return { outcome: 'passed', found: [] }
  const question = Object.values(trace?.inputAssessment ?? {}).flatMap(actions)
  const answer = Object.values(trace?.outputAssessments ?? {})
    .flat()
    .flatMap(actions)
  const found = [...new Set([...question, ...answer].map(({ kind }) => kind))]
  if (blocks(question)) return { outcome: 'question blocked', found }
  return { outcome: blocks(answer) ? 'answer blocked' : 'masked', found }
}

interface Acted {
  kind: string
  action: string | undefined
}

const blocks = (list: readonly Acted[]) => list.some(({ action }) => action === 'BLOCKED')

const entry = (kind: string | undefined, action: string | undefined): Acted => ({
  kind: kind ?? '',
  action,
})

/** The entries of an assessment that led to an action. */
function actions({
  topicPolicy,
  contentPolicy,
  wordPolicy,
  sensitiveInformationPolicy: sensitive,
}: GuardrailAssessment): Acted[] {
  return [
    ...(topicPolicy?.topics ?? []).map(({ name, action }) => entry(name, action)),
    ...(contentPolicy?.filters ?? []).map(({ type, action }) => entry(type, action)),
    ...(wordPolicy?.customWords ?? []).map(({ action }) => entry('word', action)),
    ...(wordPolicy?.managedWordLists ?? []).map(({ type, action }) => entry(type, action)),
    ...(sensitive?.piiEntities ?? []).map(({ type, action }) => entry(type, action)),
    ...(sensitive?.regexes ?? []).map(({ name, action }) => entry(name, action)),
  ].filter(({ action }) => action === 'BLOCKED' || action === 'ANONYMIZED')
}
