import { AwsError } from '../aws/errors.ts'
import { questionOf } from '../bedrock/apply-guardrail.ts'
import { guardedInput } from '../bedrock/guarded-input.ts'
import type { Call } from '../bedrock/types.ts'
import { combined } from '../guardrails/combined.ts'
import type { Guardrails } from '../guardrails/policy.ts'
import { summaryOf } from '../guardrails/summary.ts'
import type { GuardrailSummary } from '../guardrails/summary.ts'
import type { Verdict } from '../guardrails/verdict.ts'
import { gathered } from '../maybe-async.ts'
import type { Candidate } from '../store/match-result.ts'
import type { State } from '../state/state.ts'
import type { Store } from '../store/store.ts'
import { forcedFor } from './forced-for.ts'
import { guardsOf } from './guards.ts'
import { judgeAll, judgeBy } from './judge.ts'
import { maskedBy } from './moderate.ts'

/** The expected verdicts of a call's guardrails. */
export interface Foreseen extends GuardrailSummary {
  /** The fixture that sets it. */
  dictatedBy?: string
  /** Whether the verdict on the answer is unknown, because no fixture contains the answer. */
  isOpen?: true
}

interface Foresight {
  /** The call as fixtures see it. */
  call: Call
  guardrail?: Foreseen
  /** Why the service rejects the guardrail. */
  refusal?: string
}

interface Needs {
  guardrails: Guardrails
  store: Pick<Store, 'find' | 'forced'>
  state: State
}

/** Judges a call without any effect. */
export async function foresee(call: Call, needs: Needs): Promise<Foresight> {
  try {
    return await judged(call, needs)
  } catch (thrown) {
    if (!(thrown instanceof AwsError)) throw thrown
    // A body that cannot be parsed is not the guardrail's concern.
    return thrown.message.includes('guardrail') ? { call, refusal: thrown.message } : { call }
  }
}

async function judged(call: Call, { guardrails, store, state }: Needs): Promise<Foresight> {
  const next = (current: Call) =>
    state.read(current, (failed) => store.find(current, undefined, failed))
  // Recordings answer before guardrails are asked.
  if ((await next(call))?.kind === 'recording') return { call }
  const forced = await forcedFor({ call }, store, state)
  const judge = judgeBy(call, forced)
  const dictated = forced?.fixture === undefined ? {} : { dictatedBy: forced.fixture }
  const tell = (input: readonly Verdict[], output?: readonly Verdict[]): Foresight => {
    const summary = summaryOf({
      input,
      ...(output !== undefined && { output }),
      intervened: false,
      isTraced: false,
    })
    return summary === undefined ? { call } : { call, guardrail: { ...summary, ...dictated } }
  }

  if (call.operation.name === 'ApplyGuardrail') {
    const { guardrail, question } = questionOf(call, guardrails)
    const verdict = await judge({ guardrail, origin: ['REQUEST'] }, 0, question)
    return verdict.side === 'INPUT' ? tell([verdict]) : tell([], [verdict])
  }
  const guarding = guardsOf(call, guardrails, false)
  if (guarding === undefined) return { call }
  const { guards } = guarding
  const read = guards.map(({ reading }) => guardedInput(call, reading))
  const input = await gathered(
    guards.map((guard, nth) => judge(guard, nth, { side: 'INPUT', texts: read[nth]?.texts ?? [] })),
  )
  if (combined(input).action === 'BLOCKED') return tell(input)
  const seen = maskedBy(call, read, input)
  const texts = writtenTexts(await next(seen))
  const output =
    texts && (await judgeAll(judge, guards, { side: 'OUTPUT', texts, ground: read[0]?.ground }))
  const described = tell(input, output)
  if (output === undefined && described.guardrail !== undefined) described.guardrail.isOpen = true
  return { ...described, call: seen }
}

/** The texts of the answer, if a fixture contains it and it never changes. */
function writtenTexts(found: Candidate | undefined): string[] | undefined {
  if (found?.kind !== 'rule' || found.error) return undefined
  const [only, ...others] = found.rule.answers
  if (only?.kind !== 'message' || only.templated || others.length > 0) return undefined
  return only.content.flatMap(({ text }) => (text === undefined ? [] : [text]))
}

const DOES = { NONE: 'lets', MASKED: 'masks', BLOCKED: 'blocks' } as const

/** The same in a sentence. */
export function inWords({ id, version, input, output, dictatedBy, isOpen }: Foreseen): string {
  const did = (what: string, { action, found }: NonNullable<Foreseen['input']>) =>
    `${DOES[action]} the ${what}${action === 'NONE' ? ' pass' : ''}${found.length > 0 ? ` (${found.join(', ')})` : ''}`
  const parts = [
    ...(input === undefined ? [] : [did('input', input)]),
    ...(output === undefined ? [] : [did('answer', output)]),
    ...(isOpen === true ? ['judges the answer when it is known'] : []),
  ]
  const by = dictatedBy === undefined ? '' : `, as "${dictatedBy}" says`
  return `the guardrail ${id} in version ${version} ${parts.join(' and ')}${by}`
}
