import type { Clock } from '../clock.ts'
import type { Remote } from '../resolve/remote.ts'
import type { Renewals } from '../renewal/renewals.ts'
import type { Faults } from '../faults/faults.ts'
import type { RunningFunctions } from '../lambda/routes.ts'
import type { Journal } from '../journal/journal.ts'
import type { Logger } from '../journal/log.ts'
import type { Warnings } from '../journal/warnings.ts'
import type { Catalogue } from '../models/models.ts'
import type { GuardrailQuotas } from '../quotas/guardrail-quotas.ts'
import type { Quotas } from '../quotas/quotas.ts'
import type { Sessions } from '../sessions.ts'
import type { Config, Mode } from '../settings/settings.ts'
import type { State } from '../state/state.ts'
import type { Store } from '../store/store.ts'
import type { Session } from '../sessions.ts'
import type { Followers } from './followers.ts'
import type { Peers } from './peers.ts'

/** The parts of a server that the admin API uses. */
export interface AdminSources {
  config: Config
  mode: { get(): Mode; set(mode: Mode): void }
  catalogue: Catalogue
  store: Store
  sessions: Sessions
  journal: Journal
  faults: Faults
  quotas: Quotas
  /** Undefined if guardrails have no limits. */
  guardrailQuotas: GuardrailQuotas | undefined
  /** Keeps the counts. */
  state: State
  clock: Clock
  remote: Pick<Remote, 'taken'>
  /** Loaded when recordings are first renewed. */
  renewals(): Promise<Renewals>
  log: Logger
  warnings: Warnings
  /** Undefined with `--lambdas none`. */
  lambdas: RunningFunctions | undefined
  followers: Followers
  peers?: Peers | undefined
  /** In milliseconds since 1970. */
  startedAt: number
}

/** The session with that name; `*` or no name means what all sessions share. */
export function sessionOf({ sessions }: AdminSources, name: string | undefined): Session {
  return name === undefined || name === sessions.shared.name ? sessions.shared : sessions.get(name)
}
