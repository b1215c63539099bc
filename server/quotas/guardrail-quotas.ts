import { AwsError } from '../aws/errors.ts'
import type { Call } from '../bedrock/types.ts'
import type { Units } from '../guardrails/verdict.ts'
import { chain } from '../maybe-async.ts'
import type { Session } from '../sessions.ts'
import type { BucketLevel, State } from '../state/state.ts'
import type { BucketWant } from '../state/wants.ts'
import { guardrailLimits } from './config.ts'
import type { GuardrailLimits } from './config.ts'

const SECOND = 1_000

/** How many of a limit one verdict takes. */
const TAKES: Readonly<Record<keyof GuardrailLimits, (units: Units) => number>> = {
  requestsPerSecond: () => 0,
  topicPolicy: ({ topicPolicyUnits }) => topicPolicyUnits,
  contentPolicy: ({ contentPolicyUnits }) => contentPolicyUnits,
  wordPolicy: ({ wordPolicyUnits }) => wordPolicyUnits,
  sensitiveInformationPolicy: ({ sensitiveInformationPolicyUnits }) =>
    sensitiveInformationPolicyUnits,
  contextualGroundingPolicy: ({ contextualGroundingPolicyUnits }) => contextualGroundingPolicyUnits,
}

/** What is left of the limits of guardrails in one session and region. */
export type GuardrailQuotaState = { region: string } & Partial<
  Record<keyof GuardrailLimits, Omit<BucketLevel, 'key'>>
>

const KEY = /^guardrail (\S+) (\S+)$/

/** The text units that guardrails may take a second, as AWS limits them: by policy, region and session. */
export class GuardrailQuotas {
  readonly #limits: GuardrailLimits
  readonly #state: State

  constructor(limits: GuardrailLimits, state: State) {
    this.#limits = limits
    this.#state = state
  }

  /** Takes the units of a verdict, all or nothing. Throws AWS's throttling error. */
  take(call: Call, units: Units): void | Promise<void> {
    const { operation, region } = call
    const buckets = guardrailLimits.flatMap((name): BucketWant[] => {
      const limit = this.#limits[name]
      if (limit === undefined) return []
      const isRequest = name === 'requestsPerSecond' && operation.name === 'ApplyGuardrail'
      const amount = isRequest ? 1 : TAKES[name](units)
      return [{ key: `guardrail ${region} ${name}`, limit, periodMs: SECOND, amount }]
    })
    return chain(this.#state.take(call, { buckets }), ({ short }) => {
      if (short === undefined) return
      throw new AwsError(
        'ThrottlingException',
        'Too many requests, please wait before trying again.',
        { refuser: 'quota' },
      )
    })
  }

  /** By region; empty before guardrails judged anything. */
  state(session: Session): GuardrailQuotaState[] | Promise<GuardrailQuotaState[]> {
    return chain(this.#state.levels(session), (levels) => {
      const states = new Map<string, GuardrailQuotaState>()
      for (const { key, ...left } of levels) {
        const [, region, name = ''] = KEY.exec(key) ?? []
        if (region !== undefined)
          states.set(region, { region, ...states.get(region), [name]: left })
      }
      return [...states.values()]
    })
  }
}
