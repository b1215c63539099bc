import { describe, expect, test } from 'vitest'
import { dialectOf } from '../../server/dialects/index.ts'
import { assessment, nativeAssessment } from '../../server/guardrails/assessment.ts'
import { evaluate } from '../../server/guardrails/evaluate.ts'
import { masked } from '../../server/guardrails/mask.ts'
import type { GuardrailPolicies } from '../../server/guardrails/policy.ts'
import type { Side } from '../../server/guardrails/sides.ts'
import { objectOf, objectsOf, stringOf } from '../../server/json-fields.ts'
import type { Json, JsonObject } from '../../server/json.ts'
import { Sessions } from '../../server/sessions.ts'
import { callOf } from '../support/calls.ts'
import { addGuardrail, guardrail } from '../support/guardrail.ts'
import { localAnswer } from '../support/local-answer.ts'
import { absent, nativesOf, readRecordings } from '../support/recordings.ts'
import type { Recording } from '../support/recordings.ts'

// Verdicts of real guardrails: a policy reconstructed from a trace must lead to the same verdict here.

const payloadsOf = ({ operation, events }: Recording): JsonObject[] =>
  (operation.startsWith('Invoke')
    ? nativesOf(events)
    : events.map(({ payload = null }) => payload)
  ).map(objectOf)

const tracedIn = (body: JsonObject): JsonObject =>
  objectOf(objectOf(body['trace'] ?? body['amazon-bedrock-trace'])['guardrail'])

/** The trace of an answer, or of the last event of a stream. */
function traceOf(recording: Recording): JsonObject | undefined {
  const bodies = [objectOf(recording.answer), ...payloadsOf(recording)]
  return bodies.map(tracedIn).find((trace) => Object.keys(trace).length > 0)
}

/** A policy that produces these findings, and those that its units imply. */
function policyOf(assessments: readonly JsonObject[]): GuardrailPolicies {
  const units = (name: string) =>
    assessments.some(
      (one) => Number(objectOf(objectOf(one['invocationMetrics'])['usage'])[name]) > 0,
    )
  const found = (list: string) =>
    assessments.flatMap((one) => objectsOf(objectOf(one['sensitiveInformationPolicy'])[list]))
  const types = [...new Set(found('piiEntities').map(({ type }) => stringOf(type) ?? ''))]
  const regexes = new Map(
    found('regexes').map(({ name, regex }) => [stringOf(name) ?? '', stringOf(regex) ?? '']),
  )
  if (types.length === 0 && units('sensitiveInformationPolicyUnits')) types.push('AWS_ACCESS_KEY')
  if (regexes.size === 0 && units('sensitiveInformationPolicyFreeUnits')) regexes.set('x', 'qzx{9}')
  const piiEntities = types.map((type) => ({ type, action: 'ANONYMIZE' as const }))
  const custom = [...regexes].map(([name, pattern]) => ({
    name,
    pattern,
    action: 'ANONYMIZE' as const,
  }))
  return {
    ...(units('topicPolicyUnits') && {
      topicPolicy: { topics: [{ name: 'qzx', definition: 'qzxa qzxb' }] },
    }),
    ...(units('contentPolicyUnits') && {
      contentPolicy: {
        filters: [{ type: 'INSULTS', inputStrength: 'HIGH', outputStrength: 'HIGH' }],
      },
    }),
    ...(units('wordPolicyUnits') && { wordPolicy: { words: [{ text: 'qzx' }] } }),
    ...(piiEntities.length + custom.length > 0 && {
      sensitiveInformationPolicy: { piiEntities, regexes: custom },
    }),
  }
}

/** Members that AWS added to traces after some of these recordings. */
const LATER = new Set([
  'appliedGuardrailDetails',
  'detected',
  'automatedReasoningPolicies',
  'automatedReasoningPolicyUnits',
  'contentPolicyImageUnits',
])

/** Without newer members that the recorded value lacks, and without AWS's processing time. */
function like(made: Json, recorded: Json): Json {
  if (Array.isArray(made) && Array.isArray(recorded))
    return made.map((item, at) => like(item, recorded[at] ?? null))
  if (!isPlain(made) || !isPlain(recorded)) return made
  const kept = Object.entries(made).filter(([name]) => name in recorded || !LATER.has(name))
  return Object.fromEntries(
    kept.map(([name, value]) => [
      name,
      name === 'guardrailProcessingLatency' || name === 'appliedGuardrailDetails'
        ? (recorded[name] ?? null)
        : like(value, recorded[name] ?? null),
    ]),
  )
}

const isPlain = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const textIn = (content: readonly { text?: string }[]) =>
  content.map(({ text = '' }) => text).join('')

/** The text that the client received, and the original text of the model. */
function textsOf(recording: Recording, trace: JsonObject): { received: string; original: string } {
  const { operation, model, answer, events } = recording
  const dialect = dialectOf(model.family?.dialect ?? 'nova')
  const native = (body: Json): string => {
    const reply = Array.isArray(body) ? dialect.join?.(body) : dialect.parse(objectOf(body))
    return reply?.kind === 'message' ? textIn(reply.content) : ''
  }
  const payloads = payloadsOf(recording)
  const received =
    operation === 'Converse'
      ? textIn(objectsOf(objectOf(objectOf(objectOf(answer)['output'])['message'])['content']))
      : operation === 'ConverseStream'
        ? payloads.map((one) => stringOf(objectOf(one['delta'])['text']) ?? '').join('')
        : native(answer ?? payloads)
  const [output] = Array.isArray(trace['modelOutput']) ? trace['modelOutput'] : []
  const modelText = stringOf(output)
  if (modelText === undefined) return { received, original: received }
  return {
    received,
    original: events.length > 0 ? modelText : native(JSON.parse(modelText) as Json),
  }
}

if (absent !== undefined) process.stdout.write(`skipped: ${absent}\n`)

describe.skipIf(absent !== undefined)('verdicts of real guardrails', () => {
  const traced =
    absent === undefined
      ? readRecordings().flatMap((recording) => {
          const trace = traceOf(recording)
          return trace === undefined ? [] : [{ recording, trace }]
        })
      : []

  test('there are recordings of three operations', () => {
    expect(new Set(traced.map(({ recording }) => recording.operation)).size).toBe(3)
  })

  test.each(traced.map((one) => [one.recording.operation, one.recording.id, one] as const))(
    '%s %s',
    (operation, _, { recording, trace }) => {
      const isNative = operation.startsWith('Invoke')
      const input = Object.values(objectOf(trace['inputAssessment'] ?? trace['input'])).map(
        objectOf,
      )
      const output = (
        isNative
          ? objectsOf(trace['outputs']).flatMap((map) => Object.values(map))
          : Object.values(objectOf(trace['outputAssessments'])).flatMap((list) => objectsOf(list))
      ).map(objectOf)
      const policies = policyOf([...input, ...output])
      const guarding = guardrail(policies)
      const { received, original } = textsOf(recording, trace)
      const judge = (side: Side, texts: string[]) => evaluate(guarding, { side, texts })
      const write = isNative ? nativeAssessment : assessment
      for (const one of output) {
        const verdict = judge('OUTPUT', [original])
        expect(masked(original, verdict.masks[0] ?? [])).toBe(received)
        expect(JSON.stringify(like(write(verdict), one))).toBe(JSON.stringify(one))
      }
      for (const one of input) {
        const { total } = objectOf(
          objectOf(objectOf(one['invocationMetrics'])['guardrailCoverage'])['textCharacters'],
        )
        const verdict = judge('INPUT', ['x'.repeat(Number(total))])
        expect(JSON.stringify(like(write(verdict), one))).toBe(JSON.stringify(one))
      }
    },
  )

  test('the full output of ApplyGuardrail', () => {
    const applied = readRecordings().filter(({ operation }) => operation === 'ApplyGuardrail')
    expect(applied).not.toHaveLength(0)
    for (const { answer, request } of applied) {
      const recorded = objectOf(answer)
      const [one = {}] = objectsOf(recorded['assessments'])
      const { guardrailVersion } = objectOf(one['appliedGuardrailDetails'])
      const list = (policy: string, name: string) => objectsOf(objectOf(one[policy])[name])
      const policies: JsonObject = {
        contentPolicy: {
          filters: list('contentPolicy', 'filters').map(({ type = '', filterStrength = '' }) => ({
            type,
            inputStrength: filterStrength,
            outputStrength: 'NONE',
          })),
        },
        topicPolicy: {
          topics: list('topicPolicy', 'topics').map(({ name = '' }) => ({
            name,
            definition: 'qzx',
          })),
        },
        sensitiveInformationPolicy: {
          piiEntities: list('sensitiveInformationPolicy', 'piiEntities').map(({ type = '' }) => ({
            type,
            action: 'BLOCK',
          })),
        },
      }
      const sessions = new Sessions()
      addGuardrail({ sessions }, policies)
      const made = localAnswer(
        callOf('ApplyGuardrail', {
          session: sessions.get('test'),
          body: request,
          input: { guardrailIdentifier: 'abcdefghijkl', guardrailVersion: guardrailVersion ?? '1' },
        }),
      )
      expect(JSON.stringify(like(made, recorded))).toBe(JSON.stringify(recorded))
    }
  })
})
