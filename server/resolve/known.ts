import { AwsError } from '../aws/errors.ts'
import type { Answer } from '../bedrock/answer.ts'
import { missMessage } from '../fixtures/miss.ts'
import type { Call, JudgedGuardrails } from '../bedrock/types.ts'
import type { Guarded } from '../guardrails/guarded.ts'
import type { Guardrails } from '../guardrails/policy.ts'
import type { Verdict } from '../guardrails/verdict.ts'
import { chain } from '../maybe-async.ts'
import type { Catalogue } from '../models/models.ts'
import { didYouMeanModel } from '../models/near-model.ts'
import type { Accepts } from '../store/match-result.ts'
import type { State } from '../state/state.ts'
import type { Store } from '../store/store.ts'
import { forcedFor } from './forced-for.ts'
import { judgeBy } from './judge.ts'
import type { Means } from './judge.ts'
import type { Guard } from './moderation.ts'
import type { AnswerSource } from './source.ts'

// The sources that do not need the real Bedrock.

const isOffered = ({ operation }: Call) =>
  operation.local !== undefined || operation.write !== undefined

/** Finds a matching fixture or recording. Recordings skip validation, so that recorded errors replay. */
export function recordings(store: Store, accepts: Accepts): AnswerSource {
  return (attempt) => {
    const { call } = attempt
    const candidates = (attempt.candidates = store.candidates(call, accepts))
    return chain(store.first(candidates, call), (candidate) => {
      attempt.candidate = candidate
      return candidate?.kind === 'recording' ? store.take(candidates, call) : undefined
    })
  }
}

/** Validates the call, and refuses it with AWS's error if it is invalid. The log says what a model id may have meant. */
export function validation(
  check: (call: Call) => readonly string[],
  catalogue: Catalogue,
): AnswerSource {
  return (attempt) => {
    const { call } = attempt
    if (!isOffered(call)) return undefined
    try {
      attempt.warnings = check(call)
      return undefined
    } catch (thrown) {
      const warning = meantModel(call, catalogue)
      if (warning === undefined) throw thrown
      return {
        source: 'validation',
        kind: 'error',
        error: AwsError.from(thrown),
        warnings: [warning],
      }
    }
  }
}

function meantModel(call: Call, catalogue: Catalogue): string | undefined {
  if (call.input['modelId'] === undefined || call.operation.read === undefined) return undefined
  const { kind, sent } = call.model()
  if (kind !== 'unknown') return undefined
  const near = didYouMeanModel(sent, call.region, catalogue)
  return near === '' ? undefined : `unknown model ${sent}${near}`
}

export function fixtures(store: Store): AnswerSource {
  return ({ candidates, call }) =>
    candidates === undefined ? undefined : store.take(candidates, call)
}

/** Validates a call that is forwarded, and returns an error as a warning. */
export function opinion(check: (call: Call) => readonly string[]): AnswerSource {
  return (attempt) => {
    if (isOffered(attempt.call)) attempt.warnings = opinionOn(attempt.call, check)
    return undefined
  }
}

function opinionOn(call: Call, check: (call: Call) => readonly string[]): readonly string[] {
  try {
    return check(call)
  } catch (thrown) {
    const { name, message } = AwsError.from(thrown)
    return [`validation would reject this call: ${name}: ${message}`]
  }
}

/** Operations that need no model: the catalogue, profiles, tags, guardrails. */
export function service({
  catalogue,
  guardrails,
  store,
  state,
  means,
}: {
  catalogue: Catalogue
  guardrails: Guardrails
  store: Pick<Store, 'forced'>
  state: State
  means: Means
}): AnswerSource {
  return (attempt) => {
    const { call } = attempt
    const { local } = call.operation
    if (local === undefined) return undefined
    const events = streamed(call)
    if (events !== undefined) return events
    let verdict: Verdict | undefined
    const judged: JudgedGuardrails = {
      ...guardrails,
      judge(guardrail, question) {
        return chain(forcedFor(attempt, store, state), (forced) => {
          forced?.used()
          const guard: Guard = { guardrail, origin: ['REQUEST'] }
          return chain(
            judgeBy(call, forced, means)(guard, 0, question),
            (result) => (verdict = result),
          )
        })
      },
    }
    return chain(local(call, catalogue, judged), (output) => ({
      source: 'catalogue',
      kind: 'reply',
      reply: { kind: 'output', output },
      pace: { kind: 'instant' },
      ...(verdict !== undefined && { guarded: guardedBy(verdict) }),
    }))
  }
}

function streamed(call: Call): Answer | undefined {
  const { events, framing } = call.operation
  const sent = events?.(call)
  if (sent === undefined || framing === undefined) return undefined
  return {
    source: 'catalogue',
    kind: 'recorded',
    status: 200,
    headers: [['Content-Type', framing.type]],
    body: sent.map((event) => ({ ...event, atMs: 0 })),
    pace: { kind: 'instant' },
  }
}

function guardedBy(verdict: Verdict): Guarded {
  const intervened = verdict.action !== 'NONE'
  return verdict.side === 'INPUT'
    ? { input: [verdict], intervened, isTraced: true }
    : { input: [], output: [verdict], intervened, isTraced: true }
}

export const unoffered: AnswerSource = ({ call }) => (isOffered(call) ? undefined : refuse(call))

export function refuse({ operation: { name } }: Call): Answer {
  const error = new AwsError('NotImplementedException', `bedrock-local does not support ${name}.`)
  return { source: 'server', kind: 'error', error }
}

export function miss(store: Store, state: State): AnswerSource {
  return ({ call }) => {
    const near = state.read(call, (failed) => store.nearest(call, {}, failed))
    return chain(near, (misses): Answer => {
      const error = new AwsError('FixtureNotFoundException', missMessage(call, misses))
      return { source: 'miss', kind: 'error', error, misses }
    })
  }
}
