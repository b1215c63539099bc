import { unknownGuardrail } from '../bedrock/apply-guardrail.ts'
import type { Answer } from '../bedrock/answer.ts'
import { guardedInput, guardrailNamed } from '../bedrock/guarded-input.ts'
import type { Named } from '../bedrock/guarded-input.ts'
import { maskedInput } from '../bedrock/masked-input.ts'
import { latencyOf } from '../guardrails/assessment.ts'
import { evaluate } from '../guardrails/evaluate.ts'
import type { Guardrail, Guardrails } from '../guardrails/policy.ts'
import type { Verdict } from '../guardrails/verdict.ts'
import type { Store } from '../store/store.ts'
import type { AnswerSource } from './source.ts'

/**
 * Asks the guardrail that a request names. A blocked input is answered here, before a model or a fixture is asked; of a
 * masked one they see what the guardrail leaves.
 * `lenient` lets an unknown guardrail pass, with a warning.
 */
export function moderation(
  guardrails: Guardrails,
  store: Pick<Store, 'find'>,
  lenient: boolean,
): AnswerSource {
  return (attempt) => {
    const { call } = attempt
    const named = guardrailNamed(call)
    if (named === undefined) return undefined
    const { identifier, version } = named
    const guardrail = guardrails.find(identifier, version, call.session, call.region)
    if (guardrail === undefined) {
      if (!lenient) throw unknownGuardrail()
      const warning = `The guardrail ${identifier} does not exist in version ${version}; nothing was checked.`
      attempt.warnings = [...(attempt.warnings ?? []), warning]
      return undefined
    }
    const read = guardedInput(call)
    const { texts, unguarded, ground } = read
    const full = named.trace === 'enabled_full'
    const input = evaluate(guardrail, { side: 'INPUT', texts, unguarded, full })
    if (input.action === 'BLOCKED') return blockedInput(guardrail, named, input)
    attempt.moderation = { guardrail, named, input, ground }
    const seen = maskedInput(call, read, input.masks)
    if (seen !== call) {
      attempt.call = seen
      attempt.candidate = store.find(seen, ({ kind }) => kind === 'rule')
    }
    return undefined
  }
}

function blockedInput(guardrail: Guardrail, { trace }: Named, input: Verdict): Answer {
  return {
    source: 'catalogue',
    kind: 'reply',
    reply: {
      kind: 'message',
      content: [{ text: guardrail.blockedInputMessaging }],
      stopReason: 'guardrail_intervened',
      usage: { inputTokens: 0, outputTokens: 0 },
      latencyMs: latencyOf(input),
    },
    chunks: [guardrail.blockedInputMessaging],
    pace: { kind: 'instant' },
    guarded: { input, intervened: true, isTraced: trace !== 'disabled' },
  }
}
