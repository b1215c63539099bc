import { fault } from '../../faults/shape.ts'
import { sessionMember } from '../../journal/filter-shape.ts'
import { filled, member, object } from '../../shape/shape.ts'
import type { Tool } from '../tool.ts'
import { inSession } from './calls.ts'

// Tools that make calls go wrong on purpose.

export const faultTools: readonly Tool[] = [
  {
    name: 'set_fault',
    title: 'Set a fault',
    does: 'Makes matching calls go wrong: an error of Bedrock such as ThrottlingException, a delay, a stalled or cut stream. Without match it strikes every call; times limits it.',
    changes: 'Adds a rule to the running server, until it is cleared, reset or stopped.',
    effect: 'adds',
    input: object({ ...fault.members, session: sessionMember }),
    async run({ session, ...rule }, server) {
      return server.admin('POST', `/faults${inSession(session)}`, rule)
    },
  },
  {
    name: 'clear_faults',
    title: 'Clear faults',
    does: 'Removes the faults that were set, or one of them.',
    changes: 'Removes rules from the running server. Those of its config stay.',
    effect: 'removes',
    input: object({
      id: member(filled, 'The id of one fault, from set_fault.'),
      session: sessionMember,
    }),
    async run({ id, session }, server) {
      const one = typeof id === 'string' ? `/${encodeURIComponent(id)}` : ''
      await server.admin('DELETE', `/faults${one}${inSession(session)}`)
      const left = await server.admin('GET', `/faults${inSession(session)}`)
      return { left }
    },
  },
]
