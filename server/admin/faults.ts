import { fault as faultShape } from '../faults/shape.ts'
import { list, map, member, string, whole, object, choice } from '../shape/shape.ts'
import { Problem } from '../http/problem.ts'
import type { ListedFault } from '../faults/faults.ts'
import type { Session } from '../sessions.ts'
import type { AdminRoute } from './route.ts'
import { sessionOf } from './sources.ts'
import type { AdminSources } from './sources.ts'
import { sessionMember } from '../journal/filter-shape.ts'

const query = { session: sessionMember }

const listedFault = object({
  id: member(string, 'The id for removing it.', 'required'),
  name: member(string, 'Its name in the journal.', 'required'),
  from: member(
    choice('origin', 'config', 'added'),
    'Where it was defined; those of the config cannot be removed here.',
    'required',
  ),
  session: member(string, 'The session it was added to; * means all.'),
  struck: member(whole(0), 'How often it was injected.', 'required'),
  rule: member(map, 'The rule as written.', 'required'),
})

export const faultRoutes: readonly AdminRoute[] = [
  {
    method: 'GET',
    path: '/faults',
    summary: 'Lists faults in the order in which their rules apply',
    query,
    answer: {
      what: 'All rules that apply to the session; the rules of all sessions if none is given.',
      shape: list(listedFault),
    },
    run: ({ session }, admin) => rulesOf(session, admin),
  },
  {
    method: 'POST',
    path: '/faults',
    changes: 'faults',
    summary: 'Adds a rule for one session, or for all if none is given',
    query,
    body: faultShape,
    answer: { status: 201, what: 'The rule.', shape: listedFault },
    run({ body, session }, admin) {
      const holder = sessionOf(admin, session)
      try {
        const { id } = admin.faults.add(holder, body)
        return admin.faults.list(holder).find((rule) => rule.id === id)
      } catch (thrown) {
        if (thrown instanceof TypeError) throw new Problem(400, thrown.message)
        throw thrown
      }
    },
  },
  {
    method: 'DELETE',
    path: '/faults',
    changes: 'faults',
    summary: 'Removes the rules added for one session, or every added rule if none is given',
    query,
    run({ session }, admin) {
      for (const holder of holdersOf(session, admin)) admin.faults.clear(holder)
    },
  },
  {
    method: 'DELETE',
    path: '/faults/{id}',
    changes: 'faults',
    summary: 'Removes an added rule',
    query,
    problems: { 404: 'There is no such rule.', 409: 'The rule is defined in the config.' },
    run({ params: { id = '' }, session }, admin) {
      if (holdersOf(session, admin).some((holder) => admin.faults.remove(holder, id))) return
      const known = rulesOf(session, admin).find((rule) => rule.id === id)
      if (known === undefined) throw new Problem(404, `There is no fault ${JSON.stringify(id)}.`)
      const where =
        known.from === 'config' ? 'is defined in the config' : 'was added for all sessions'
      throw new Problem(409, `The fault ${JSON.stringify(id)} ${where}; remove it there.`)
    },
  },
]

/** The sessions in which rules may have been added: the given one, or all. */
function holdersOf(name: string | undefined, admin: AdminSources): Session[] {
  const { sessions } = admin
  return name === undefined ? [...sessions.list(), sessions.shared] : [sessionOf(admin, name)]
}

function rulesOf(name: string | undefined, admin: AdminSources): ListedFault[] {
  const { faults, sessions } = admin
  if (name !== undefined) return faults.list(sessionOf(admin, name))
  const own = sessions
    .list()
    .flatMap((one) => faults.list(one).filter(({ session }) => session === one.name))
  return [...own, ...faults.list(sessions.shared)]
}
