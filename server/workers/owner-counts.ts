import type { CountsOwner } from '../state/remote.ts'
import type { Channel } from './channel.ts'
import type { OwnerFunctions, WorkerFunctions } from './messages.ts'

/** The counts that the owner keeps. */
export function countsOf(
  owner: Pick<Channel<OwnerFunctions, WorkerFunctions>, 'ask' | 'tell' | 'flush'>,
): CountsOwner {
  return {
    take: (session, wants) => owner.ask('take', { session, wants }),
    failed: (session, keys) => owner.ask('failed', { session, keys }),
    async settle(session, corrections) {
      owner.tell('settle', { session, corrections })
      // The client may send its next call at once, to another worker.
      owner.flush()
    },
    levels: (session) => owner.ask('levels', session),
  }
}
