import type { Answer } from '../bedrock/answer.ts'
import { guardedInput, imagesIn } from '../bedrock/guarded-input.ts'
import type { GuardedInput } from '../bedrock/guarded-input.ts'
import { maskedInput } from '../bedrock/masked-input.ts'
import type { Call } from '../bedrock/types.ts'
import { latencyOf } from '../guardrails/assessment.ts'
import { combined } from '../guardrails/combined.ts'
import type { Guardrails } from '../guardrails/policy.ts'
import type { Verdict } from '../guardrails/verdict.ts'
import { chain, gathered } from '../maybe-async.ts'
import type { State } from '../state/state.ts'
import type { Candidate } from '../store/match-result.ts'
import type { Store } from '../store/store.ts'
import { forcedFor } from './forced-for.ts'
import { guardsOf } from './guards.ts'
import { judgeBy } from './judge.ts'
import type { Means } from './judge.ts'
import type { Forced, Wishes } from './moderation.ts'
import type { AnswerSource, Attempt } from './source.ts'

interface Needs {
  guardrails: Guardrails
  store: Pick<Store, 'candidates' | 'first' | 'forced'>
  state: State
  /** Lets an unknown guardrail pass, with a warning. */
  lenient: boolean
  means: Means
}

/**
 * Asks the guardrails of a call. A blocked input is answered here, before a model or fixture is asked. If it is masked,
 * they see the masked text.
 */
export function moderation({ guardrails, store, state, lenient, means }: Needs): AnswerSource {
  return (attempt) => {
    const { call } = attempt
    const guarding = guardsOf(call, guardrails, lenient)
    if (guarding === undefined) return undefined
    const { guards, wishes, warning } = guarding
    if (warning !== undefined) attempt.warnings = [...(attempt.warnings ?? []), warning]
    if (guards.length === 0) return undefined
    return chain(forcedFor(attempt, store, state), (forced) => {
      const judge = judgeBy(call, forced, means)
      const read = guards.map(({ reading }) => guardedInput(call, reading))
      const images = imagesIn(call)
      const input = gathered(
        guards.map((guard, nth) => {
          const { texts = [], unguarded = 0 } = read[nth] ?? {}
          return judge(guard, nth, { side: 'INPUT', texts, unguarded, images, full: wishes.isFull })
        }),
      )
      return chain(input, (verdicts) => {
        if (verdicts.some(({ action }) => action === 'BLOCKED'))
          return blockedInput(verdicts, wishes, forced)
        const [first] = read
        attempt.moderation = { guards, wishes, input: verdicts, ground: first?.ground, judge }
        return chain(seen(attempt, store, maskedBy(call, read, verdicts)), (candidate) => {
          if (forced?.fixture !== candidate?.name) forced?.used()
          return undefined
        })
      })
    })
  }
}

/** The call with the masks of all guardrails. */
export function maskedBy(
  call: Call,
  read: readonly GuardedInput[],
  verdicts: readonly Verdict[],
): Call {
  const [first] = read
  if (first !== undefined && read.every((one) => one.texts.join() === first.texts.join()))
    return maskedInput(call, first, combined(verdicts).masks)
  return read.reduce((so, one, nth) => maskedInput(so, one, verdicts[nth]?.masks ?? []), call)
}

/** Fixtures are looked up again for a call that has changed. */
function seen(
  attempt: Attempt,
  store: Needs['store'],
  call: Call,
): Candidate | undefined | Promise<Candidate | undefined> {
  if (call === attempt.call) return attempt.candidate
  attempt.call = call
  attempt.candidates = store.candidates(call, ({ kind }) => kind === 'rule')
  return store.first(attempt.candidates, call)
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
