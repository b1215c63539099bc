import { AwsError } from '../aws/errors.ts'
import type { Call } from '../bedrock/types.ts'
import type { Units } from '../guardrails/verdict.ts'
import { slot } from '../sessions.ts'
import type { Session } from '../sessions.ts'
import { Bucket } from './bucket.ts'
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

type Buckets = Map<keyof GuardrailLimits, Bucket>

type State = ReturnType<Bucket['state']>

/** What is left of the limits of guardrails in one session and region. */
export type GuardrailQuotaState = { region: string } & Partial<Record<keyof GuardrailLimits, State>>

// By region: each session counts as an account of its own.
const bucketsSlot = slot(() => new Map<string, Buckets>())

/** The text units that guardrails may take a second, as AWS limits them: by policy, region and session. */
export class GuardrailQuotas {
  readonly #limits: GuardrailLimits
  readonly #now: () => number

  constructor(limits: GuardrailLimits, now: () => number) {
    this.#limits = limits
    this.#now = now
  }

  /** Takes the units of a verdict, all or nothing. Throws AWS's throttling error. */
  take({ operation, session, region }: Call, units: Units): void {
    const now = this.#now()
    const needs = [...this.#buckets(session, region)].map(([name, bucket]) => {
      const isRequest = name === 'requestsPerSecond' && operation.name === 'ApplyGuardrail'
      return { bucket, amount: isRequest ? 1 : TAKES[name](units) }
    })
    if (needs.some(({ bucket, amount }) => amount > 0 && !bucket.has(amount, now))) {
      throw new AwsError(
        'ThrottlingException',
        'Too many requests, please wait before trying again.',
        { refuser: 'quota' },
      )
    }
    for (const { bucket, amount } of needs) if (amount > 0) bucket.take(amount, now)
  }

  /** By region; empty before guardrails judged anything. */
  state(session: Session): GuardrailQuotaState[] {
    const now = this.#now()
    return [...session.get(bucketsSlot)].map(([region, buckets]) => ({
      region,
      ...Object.fromEntries([...buckets].map(([name, bucket]) => [name, bucket.state(now)])),
    }))
  }

  #buckets(session: Session, region: string): Buckets {
    const known = session.get(bucketsSlot)
    let buckets = known.get(region)
    if (buckets === undefined) {
      const now = this.#now()
      buckets = new Map(
        guardrailLimits.flatMap((name) => {
          const limit = this.#limits[name]
          return limit === undefined ? [] : [[name, new Bucket(limit, SECOND, now)] as const]
        }),
      )
      known.set(region, buckets)
    }
    return buckets
  }
}
