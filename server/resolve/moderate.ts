import type { Answer } from '../bedrock/answer.ts'
import { unknownGuardrail } from '../bedrock/apply-guardrail.ts'
import { guardedInput, guardrailNamed } from '../bedrock/guarded-input.ts'
import type { GuardedInput } from '../bedrock/guarded-input.ts'
import { maskedInput } from '../bedrock/masked-input.ts'
import { latencyOf } from '../guardrails/assessment.ts'
import { combined } from '../guardrails/combined.ts'
import type { Guardrails } from '../guardrails/policy.ts'
import type { Verdict } from '../guardrails/verdict.ts'
import { chain } from '../maybe-async.ts'
import type { Store } from '../store/store.ts'
import { forcedFor } from './forced-for.ts'
import { judgeBy } from './judge.ts'
import type { Forced, Guard, Judge, Wishes } from './moderation.ts'
import type { AnswerSource, Attempt } from './source.ts'

interface Needs {
  guardrails: Guardrails
  store: Pick<Store, 'find' | 'forced'>
  /** Lets an unknown guardrail pass, with a warning. */
  lenient: boolean
}

/**
 * Asks the guardrail that a request names. A blocked input is answered here, before a model or a fixture is asked; of a
 * masked one they see what the guardrail leaves.
 */
export function moderation({ guardrails, store, lenient }: Needs): AnswerSource {
  return (attempt) => {
    const { call } = attempt
    const named = guardrailNamed(call)
    if (named === undefined) return undefined
    const { identifier, version, trace, isAsync } = named
    const guardrail = guardrails.find(identifier, version, call.session, call.region)
    if (guardrail === undefined) {
      if (!lenient) throw unknownGuardrail()
      const warning = `The guardrail ${identifier} does not exist in version ${version}; nothing was checked.`
      attempt.warnings = [...(attempt.warnings ?? []), warning]
      return undefined
    }
    const guards: Guard[] = [{ guardrail, origin: ['REQUEST'] }]
    const wishes = { isTraced: trace !== 'disabled', isFull: trace === 'enabled_full', isAsync }
    const forced = forcedFor(attempt, store)
    const judge = judgeBy(forced)
    const read = guardedInput(call)
    const { texts, unguarded } = read
    const input = judge(guards, { side: 'INPUT', texts, unguarded, full: wishes.isFull })
    return chain(input, (verdicts) => {
      if (verdicts.some(({ action }) => action === 'BLOCKED'))
        return blockedInput(verdicts, wishes, forced)
      passed(attempt, store, { guards, wishes, read, verdicts, judge, forced })
      return undefined
    })
  }
}

interface Passed {
  guards: readonly Guard[]
  wishes: Wishes
  read: GuardedInput
  verdicts: readonly Verdict[]
  judge: Judge
  forced: Forced | undefined
}

function passed(
  attempt: Attempt,
  store: Needs['store'],
  { guards, wishes, read, verdicts, judge, forced }: Passed,
): void {
  const { call } = attempt
  attempt.moderation = { guards, wishes, input: verdicts, ground: read.ground, judge }
  const seen = maskedInput(call, read, combined(verdicts).masks)
  if (seen !== call) {
    attempt.call = seen
    attempt.candidate = store.find(seen, ({ kind }) => kind === 'rule')
  }
  if (forced?.fixture !== attempt.candidate?.name) forced?.used()
}

function blockedInput(
  input: readonly Verdict[],
  { isTraced }: Wishes,
  forced: Forced | undefined,
): Answer {
  forced?.used()
  const { blockedBy } = combined(input)
  const text = blockedBy?.guardrail.blockedInputMessaging ?? ''
  return {
    ...(forced?.fixture === undefined
      ? { source: 'catalogue' }
      : { source: 'fixture', fixture: forced.fixture }),
    kind: 'reply',
    reply: {
      kind: 'message',
      content: [{ text }],
      stopReason: 'guardrail_intervened',
      usage: { inputTokens: 0, outputTokens: 0 },
      latencyMs: Math.max(...input.map(latencyOf)),
    },
    chunks: [text],
    pace: { kind: 'instant' },
    guarded: { input, intervened: true, isTraced },
  }
}
