import type { Gate } from '../admit/gates.ts'
import type { Faults } from '../faults/faults.ts'
import type { Quotas } from '../quotas/quotas.ts'
import { foretell } from '../resolve/foretell.ts'
import type { Sources } from '../resolve/index.ts'
import type { RemoteState } from '../state/remote.ts'

interface Counts {
  state: RemoteState
  quotas: Quotas
  faults: Faults
  sources: Sources
}

/** Takes everything that a call counts in one round trip. Calls that count at most one thing do not need it. */
export function takeAhead({ state, quotas, faults, sources }: Counts): Gate {
  return (call) => {
    const buckets = quotas.any ? quotas.wants(call)?.buckets : undefined
    const { wants: struck, answers } = faults.foretell(call)
    const alone = buckets === undefined && struck === undefined
    const fixtures = answers ? undefined : foretell(call, sources, alone)
    // A single count is taken by its stage.
    if (fixtures === undefined && (buckets === undefined || struck === undefined)) return undefined
    return state.takeAhead(call, {
      ...(buckets !== undefined && { buckets }),
      ...(struck !== undefined && { faults: struck }),
      ...(fixtures !== undefined && { fixtures }),
    })
  }
}
