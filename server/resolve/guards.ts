import { unknownGuardrail } from '../bedrock/apply-guardrail.ts'
import { guardrailNamed } from '../bedrock/guarded-input.ts'
import type { Call } from '../bedrock/types.ts'
import type { Guardrails } from '../guardrails/policy.ts'
import type { Guard, Wishes } from './moderation.ts'

/** The guardrails of a call: the one that it names, and the one that the account enforces. */
export interface Guards {
  guards: readonly Guard[]
  wishes: Wishes
  /** The warning for what `lenient` lets pass. */
  warning?: string
}

/** Undefined if a call has no guardrail. Throws if its guardrail does not exist, unless `lenient`. */
export function guardsOf(call: Call, guardrails: Guardrails, lenient: boolean): Guards | undefined {
  if (call.operation.write === undefined) return undefined
  const named = guardrailNamed(call)
  const enforced = enforcedGuard(call, guardrails)
  if (named === undefined && enforced === undefined) return undefined
  const { trace = 'disabled', isAsync = false } = named ?? {}
  const wishes = { isTraced: trace !== 'disabled', isFull: trace === 'enabled_full', isAsync }
  const also = enforced === undefined ? [] : [enforced]
  if (named === undefined) return { guards: also, wishes }
  const { identifier, version } = named
  const guardrail = guardrails.find(identifier, version, call.session, call.region)
  if (guardrail === undefined) {
    if (!lenient) throw unknownGuardrail()
    const warning = `The guardrail ${identifier} does not exist in version ${version}; nothing was checked.`
    return { guards: also, wishes, warning }
  }
  if (enforced !== undefined && isSame(enforced.guardrail, guardrail))
    return { guards: [{ ...enforced, origin: ['REQUEST', ...enforced.origin] }], wishes }
  return { guards: [{ guardrail, origin: ['REQUEST'] }, ...also], wishes }
}

function enforcedGuard(call: Call, { enforcedOn }: Guardrails): Guard | undefined {
  const { foundation, profile, sent } = call.model()
  const found = enforcedOn([foundation, profile, sent], call.session, call.region)
  if (found === undefined) return undefined
  const { guardrail, everyMessage, everySystem } = found
  // Without the guardrail that the account enforces, no call may pass.
  if (guardrail === undefined) throw unknownGuardrail()
  return { guardrail, origin: ['ACCOUNT_ENFORCED'], reading: { everyMessage, everySystem } }
}

const isSame = (a: Guard['guardrail'], b: Guard['guardrail']) =>
  a.guardrailId === b.guardrailId && a.version === b.version
