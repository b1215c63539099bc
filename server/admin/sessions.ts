import { filled, list, member, string, whole, number, object } from '../shape/shape.ts'
import { addedRules } from '../fixtures/added.ts'
import { Problem } from '../http/problem.ts'
import type { AdminRoute } from './route.ts'
import { sessionMember } from '../journal/filter-shape.ts'

const session = object({
  name: member(
    string,
    'An access key id that is not a real one, or the value of the header.',
    'required',
  ),
  usedAt: member(number, 'Its last call, in milliseconds since 1970.', 'required'),
  calls: member(whole(0), 'Its exchanges in the journal.', 'required'),
  fixtures: member(whole(0), 'Its added fixtures.', 'required'),
})

export const sessionRoutes: readonly AdminRoute[] = [
  {
    method: 'GET',
    path: '/sessions',
    summary: 'Lists the sessions that made calls or had something added',
    answer: {
      what: 'The sessions.',
      shape: object({ sessions: member(list(session), 'All of them.', 'required') }),
    },
    run: (_request, { sessions, journal }) => ({
      sessions: sessions.list().map((one) => ({
        name: one.name,
        usedAt: one.usedAt,
        calls: journal.count(one.name),
        fixtures: addedRules(one).all.length,
      })),
    }),
  },
  {
    method: 'DELETE',
    path: '/sessions/{name}',
    changes: 'sessions',
    summary: 'Removes a session and everything in it',
    problems: { 404: 'There is no session with that name.' },
    run({ params: { name = '' } }, { sessions }) {
      if (!sessions.delete(name))
        throw new Problem(404, `There is no session ${JSON.stringify(name)}.`)
    },
  },
  {
    method: 'POST',
    path: '/reset',
    changes: 'sessions',
    summary: 'Resets one session or all: added fixtures, counters, faults, journal. Files are kept',
    query: { session: sessionMember },
    body: object({ session: member(filled, 'The session; all of them when omitted.') }),
    bodyOptional: true,
    run({ body, session: named }, { sessions, journal }) {
      const name = (body as { session?: string } | undefined)?.session ?? named
      sessions.reset(name)
      journal.clear(name)
    },
  },
]
