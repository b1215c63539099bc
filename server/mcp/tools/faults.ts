import { fault } from '../../faults/shape.ts'
import { sessionMember } from '../../journal/filter-shape.ts'
import { filled, member, object } from '../../shape/shape.ts'
import type { Tool } from '../tool.ts'
import { inSession } from './calls.ts'

// Tools that make calls fail on purpose.

export const faultTools: readonly Tool[] = [
  {
    name: 'set_fault',
    title: 'Set a fault',
    does: 'Makes matching calls fail: with a Bedrock error such as ThrottlingException, a delay, or a stalled or cut stream. Without match, it applies to every call; times limits it.',
    changes: 'Adds a rule to the running server until it is cleared, reset or stopped.',
    effect: 'adds',
    input: object({ ...fault.members, session: sessionMember }),
    async run({ session, ...rule }, server) {
      return server.admin('POST', `/faults${inSession(session)}`, rule)
    },
  },
  {
    name: 'clear_faults',
    title: 'Clear faults',
    does: 'Removes all added faults, or one of them.',
    changes: 'Removes rules from the running server, but not those in its config.',
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
