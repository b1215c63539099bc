import type { Duplex } from 'node:stream'
import type { Running } from '../start/start.ts'
import type { Handlers } from './channel.ts'
import { takeOver } from './gather.ts'
import type { OwnerFunctions } from './messages.ts'

export type OwnerServer = Running & { accept(pipe: Duplex): void }

/** The functions that the owner offers to its workers. */
export function answersOf({
  journal,
  sessions,
  state,
}: Pick<OwnerServer, 'journal' | 'sessions' | 'state'>): Handlers<OwnerFunctions> {
  return {
    exchanges: (passed) => takeOver(passed, journal),
    begun: (row) => journal.beginnings.tell(row),
    first: ({ id, firstByteMs }) => journal.beginnings.first(id, firstByteMs),
    forgotten: (session) => void sessions.delete(session),
    take: ({ session, wants }) => state.take({ session: sessions.get(session) }, wants),
    failed: ({ session, keys }) =>
      state.read({ session: sessions.get(session) }, (failed) =>
        keys.map((key) => failed({ key })),
      ),
    settle: ({ session, corrections }) => state.settle(sessions.get(session), corrections),
    levels: (session) => state.levels(sessions.get(session)),
  }
}
