/** One finding of a guardrail policy. */
interface Finding {
  policy: string
  what: string
  action: string
}

/** A guardrail's verdict on the input or the answer. */
export interface Side {
  side: 'input' | 'answer'
  guardrail: string
  findings: readonly Finding[]
}

type Values = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const words = (name: string) =>
  name
    .replace(/Policy$/, '')
    .replaceAll(/([A-Z])/g, ' $1')
    .toLowerCase()

const text = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined

/** The assessments of a guardrail in a trace of Converse: of the input, and of each answer. */
export function sidesOf(trace: unknown): Side[] {
  const guardrail = isObject(trace) ? trace['guardrail'] : undefined
  if (!isObject(guardrail)) return []
  const { inputAssessment, outputAssessments } = guardrail
  return [
    ...entries(inputAssessment).map(([id, assessment]): Side => ({
      side: 'input',
      guardrail: id,
      findings: findingsOf(assessment),
    })),
    ...entries(outputAssessments).map(([id, all]): Side => ({
      side: 'answer',
      guardrail: id,
      findings: [all].flat().flatMap(findingsOf),
    })),
  ]
}

const entries = (value: unknown) => (isObject(value) ? Object.entries(value) : [])

/** Each policy has lists of findings: topics, filters, words, entities. */
function findingsOf(assessment: unknown): Finding[] {
  return entries(assessment).flatMap(([policy, lists]) =>
    entries(lists).flatMap(([, list]) =>
      (Array.isArray(list) ? (list as unknown[]) : [])
        .filter(isObject)
        .filter(({ detected }) => detected !== false)
        .map((one) => ({
          policy: words(policy),
          what: named(one),
          action: text(one['action']) ?? '',
        })),
    ),
  )
}

function named({ name, type, match, confidence, score, threshold }: Values): string {
  const found = text(match)
  return [
    text(name) ?? text(type),
    found === undefined ? undefined : `“${found}”`,
    text(confidence) && `confidence ${text(confidence)}`,
    text(score) && `score ${text(score)} of ${text(threshold) ?? '?'}`,
  ]
    .filter(Boolean)
    .join(' ')
}
