import type { Peers } from '../admin/peers.ts'
import type { Operation } from '../bedrock/types.ts'
import { chain } from '../maybe-async.ts'
import type { Resolve } from '../resolve/index.ts'

/** Whether an operation changes what a session keeps: guardrails, profiles and the like. */
export const changesSession = ({ local, reads }: Operation): boolean =>
  local !== undefined && !reads

/** Waits with the answer until the other processes know what a call has changed. */
export function sharing(resolve: Resolve, peers: Peers | undefined): Resolve {
  if (peers === undefined) return resolve
  return (call, struck) =>
    chain(resolve(call, struck), (answer) => {
      if (!changesSession(call.operation)) return answer
      peers.share(call.session)
      return peers.settled().then(() => answer)
    })
}
