import type { Session } from '../sessions.ts'
import { slot } from '../sessions.ts'
import { findGuardrail, versionOf } from './lookup.ts'
import type { Enforcement } from './policy.ts'

type Guarding = 'SELECTIVE' | 'COMPREHENSIVE'

/** The guardrail that an account enforces on all calls of models, with the members of AWS's requests. */
export interface EnforcedConfig {
  guardrailIdentifier: string
  guardrailVersion: string
  modelEnforcement?: { includedModels: string[]; excludedModels: string[] }
  selectiveContentGuarding?: { messages?: Guarding; system?: Guarding }
}

export interface StoredEnforcement {
  configId: string
  config: EnforcedConfig
  createdAt: string
  updatedAt: string
}

/** The guardrails that the clients of a session have set, by region: AWS has at most one. */
export const enforcedConfigs = slot(() => new Map<string, StoredEnforcement>())

/** The declaration of the config, for every session and region; kept in the shared session. */
export const declaredEnforcement = slot((): { is: StoredEnforcement | undefined } => ({
  is: undefined,
}))

export const storedEnforcement = (session: Session, region: string) =>
  session.get(enforcedConfigs).get(region) ??
  (session.shared ?? session).get(declaredEnforcement).is

/** The guardrail that a model's calls must pass, regardless of what they name. */
export function enforcedOn(
  models: readonly (string | undefined)[],
  session: Session,
  region: string,
): Enforcement | undefined {
  const stored = storedEnforcement(session, region)
  if (stored === undefined) return undefined
  const { guardrailIdentifier, guardrailVersion, modelEnforcement, selectiveContentGuarding } =
    stored.config
  const { includedModels = ['ALL'], excludedModels = [] } = modelEnforcement ?? {}
  const names = (list: readonly string[]) => models.some((id = '') => list.includes(id))
  if (names(excludedModels) || !(includedModels.includes('ALL') || names(includedModels)))
    return undefined
  const guardrail = findGuardrail(guardrailIdentifier, session, region)
  const { messages = 'COMPREHENSIVE', system = 'COMPREHENSIVE' } = selectiveContentGuarding ?? {}
  return {
    guardrail: guardrail && versionOf(guardrail, guardrailVersion),
    name: `${guardrailIdentifier}:${guardrailVersion}`,
    everyMessage: messages === 'COMPREHENSIVE',
    everySystem: system === 'COMPREHENSIVE',
  }
}
