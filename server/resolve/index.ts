import type { Answer, Pace, Struck } from '../bedrock/answer.ts'
import type { Call } from '../bedrock/types.ts'
import { NEARBY } from '../fixtures/nearest.ts'
import type { Guardrails } from '../guardrails/policy.ts'
import type { Catalogue } from '../models/models.ts'
import type { Mode } from '../settings/settings.ts'
import type { State } from '../state/state.ts'
import type { Store } from '../store/store.ts'
import { acceptsIn } from './accepts.ts'
import { createInventor } from './inventions.ts'
import {
  fixtures,
  miss,
  opinion,
  recordings,
  refuse,
  service,
  unoffered,
  validation,
} from './known.ts'
import { chain } from '../maybe-async.ts'
import type { Remote } from './remote.ts'
import type { Behind } from './behind.ts'
import { modelSource, withModel } from './model.ts'
import type { Invent } from './model.ts'
import { moderation } from './moderate.ts'
import { moderated } from './moderated.ts'
import { moderatedDeltas } from './moderated-deltas.ts'
import type { Means } from './judge.ts'
import type { AnswerSource, Attempt } from './source.ts'

/** The dependencies of the sources. */
export interface Sources {
  mode(): Mode
  store: Store
  /** The counts of the fixtures. */
  state: State
  /** `--refresh`: ignore recordings of earlier runs. */
  refresh: boolean
  catalogue: Catalogue
  guardrails: Guardrails
  /** Lets unknown guardrails pass, with a warning. */
  lenient: boolean
  /** How guardrails are judged, in addition to the rules. */
  means: Means
  /** Validates a call. Throws AWS's error, or returns warnings. */
  check(call: Call): readonly string[]
  remote: Remote
  /** Whether record and proxy log validation errors. */
  warn: boolean
  /** The model server, if there is one. */
  model?: Behind | undefined
  /** The pace of invented answers. */
  pace: Pace
}

/** `struck` is the fault that will be applied to the answer. */
export type Resolve = (call: Call, struck?: Struck) => Answer | Promise<Answer>

/** The sources of answers in each mode. How modes differ otherwise is a table in `settings/modes.ts`. */
export function createResolver(sources: Sources): Resolve {
  const invent = invented(sources)
  const behind = sources.model === undefined ? [] : [modelSource(sources.model, invent)]
  const lists: Readonly<Record<Mode, readonly AnswerSource[]>> = {
    mock: [...local('mock', sources), ...behind, ({ call }) => invent(call)],
    replay: [...local('replay', sources), miss(sources.store, sources.state)],
    record: [...recording(sources)],
    proxy: [...opinions(sources), forwarded(sources)],
  }
  return (call, struck) => ask(lists[sources.mode()], 0, { call, struck })
}

/** Tries the sources in order, from one of them on. */
function ask(
  list: readonly AnswerSource[],
  from: number,
  attempt: Attempt,
): Answer | Promise<Answer> {
  for (let at = from; at < list.length; at++) {
    const answer = list[at]?.(attempt)
    if (answer === undefined) continue
    if (answer instanceof Promise)
      return answer.then((late) =>
        late === undefined ? ask(list, at + 1, attempt) : finished(late, attempt),
      )
    return finished(answer, attempt)
  }
  return refuse(attempt.call)
}

/** The answer after its guardrails, with the warnings collected so far. */
function finished(
  answer: Answer,
  { call, moderation: pending, warnings = [] }: Attempt,
): Answer | Promise<Answer> {
  const warned =
    warnings.length === 0
      ? answer
      : { ...answer, warnings: [...warnings, ...(answer.warnings ?? [])] }
  if (pending === undefined) return warned
  return warned.kind === 'deltas'
    ? moderatedDeltas(warned, pending, call)
    : moderated(warned, pending, call)
}

/** Fixtures, then operations that need no model. */
function local(
  mode: Mode,
  { store, state, check, catalogue, guardrails, lenient, means, model }: Sources,
): AnswerSource[] {
  return [
    recordings(store, acceptsIn(mode, false)),
    validation(check, catalogue),
    moderation({ guardrails, store, state, lenient, means }),
    withModel(fixtures(store), model),
    service({ catalogue, guardrails, store, state, means }),
    unoffered,
  ]
}

/** Invents an answer, and names the fixture that nearly matched. */
function invented({ store, state, pace }: Sources): Invent {
  const invent = createInventor(pace)
  return (call) =>
    chain(invent(call), (answer) => {
      const near = state.read(call, (failed) =>
        store.nearest(call, { max: 1, within: NEARBY }, failed),
      )
      return chain(near, (misses) => (misses.length === 0 ? answer : { ...answer, misses }))
    })
}

const opinions = ({ warn, check }: Sources): AnswerSource[] => (warn ? [opinion(check)] : [])

function recording(sources: Sources): AnswerSource[] {
  const { store, state, refresh, catalogue, guardrails, remote, model, means } = sources
  const asLocal = service({ catalogue, guardrails, store, state, means })
  return [
    recordings(store, acceptsIn('record', refresh)),
    withModel(fixtures(store), model),
    // Calls that change something stay local. The rest is forwarded without validation.
    (attempt) => (attempt.call.operation.reads ? undefined : asLocal(attempt)),
    ...opinions(sources),
    ({ call }) => (call.operation.reads ? remote.record(call) : undefined),
  ]
}

function forwarded({ remote }: Sources): AnswerSource {
  return ({ call }) => (call.operation.duplex === true ? undefined : remote.forward(call))
}
