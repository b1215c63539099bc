import type { Json } from '../json.ts'
import { addedNamed, removeAdded, removeRule } from '../fixtures/added.ts'
import { fixture as fixtureShape } from '../fixtures/format/members.ts'
import { list, member, string, whole, boolean, object } from '../shape/shape.ts'
import { sentence } from '../shape/problem.ts'
import { hideParts, redactJson, redactText, secretsIn } from '../redaction/redact.ts'
import type { Listed } from '../store/store.ts'
import { Problem } from '../http/problem.ts'
import type { AdminRoute } from './route.ts'
import { listedFixture } from './shapes.ts'
import { sessionOf } from './sources.ts'
import type { AdminSources } from './sources.ts'
import { sessionMember } from '../journal/filter-shape.ts'
import { messageOf } from '../text/error-message.ts'

const query = { session: sessionMember }
const UNKNOWN = { 404: 'There is no fixture with that name.' }
const OF_A_FILE = { 409: 'The fixture is defined in a file; edit the file instead.' }

export const fixtureRoutes: readonly AdminRoute[] = [
  {
    method: 'GET',
    path: '/fixtures',
    summary: 'Lists fixtures: added ones, then those and the recordings of the folders',
    query: {
      ...query,
      unused: member(boolean, 'Only those that have never answered.'),
      added: member(boolean, 'Only those that were added.'),
    },
    answer: { what: 'All of them.', shape: list(listedFixture) },
    run({ query: { unused, added }, session }, admin) {
      const all = admin.store
        .list(sessionOf(admin, session))
        .filter(({ file }) => added === undefined || (file === '') === added)
        .map((each) => redacted(each, admin, addedAs(admin, session, each.name)))
      return unused === undefined ? all : all.filter(({ calls }) => (calls === 0) === unused)
    },
  },
  {
    method: 'POST',
    path: '/fixtures',
    changes: 'fixtures',
    summary: 'Adds a fixture for one session, or for all if none is given',
    query,
    body: fixtureShape,
    answer: { status: 201, what: 'The fixture.', shape: listedFixture },
    run({ body, session }, admin) {
      const { name } = add(admin, session, body)
      return one(admin, session, name)
    },
  },
  {
    method: 'POST',
    path: '/fixtures/reload',
    changes: 'fixtures',
    summary: 'Reloads the folders',
    answer: {
      what: 'The current contents of the folders.',
      shape: object({
        fixtures: member(whole(0), 'Rules.', 'required'),
        recordings: member(whole(0), 'Recordings.', 'required'),
        problems: member(list(string), 'The problems found.', 'required'),
      }),
    },
    run(_request, { store }) {
      store.reload()
      return { ...store.count, problems: store.problems.map(sentence) }
    },
  },
  {
    method: 'GET',
    path: '/fixtures/{name}',
    summary: 'Returns one fixture, as written; its name is percent-encoded',
    query,
    answer: { what: 'The fixture.', shape: listedFixture },
    problems: UNKNOWN,
    run: ({ params: { name = '' }, session }, admin) => one(admin, session, name),
  },
  {
    method: 'PUT',
    path: '/fixtures/{name}',
    changes: 'fixtures',
    summary:
      'Replaces an added fixture or adds one; it takes precedence over a file with the same name',
    query,
    body: fixtureShape,
    answer: { what: 'The fixture.', shape: listedFixture },
    run({ params: { name = '' }, body, session }, admin) {
      const holder = sessionOf(admin, session)
      const before = addedNamed(holder, name)
      // Add the new one first: if it is invalid, the old one stays.
      add(admin, session, { ...(body as object), name })
      if (before !== undefined) removeRule(holder, before)
      return one(admin, session, name)
    },
  },
  {
    method: 'DELETE',
    path: '/fixtures/{name}',
    changes: 'fixtures',
    summary: 'Removes an added fixture; its open streams run to their end',
    query,
    problems: { ...UNKNOWN, ...OF_A_FILE },
    run({ params: { name = '' }, session }, admin) {
      if (removeAdded(sessionOf(admin, session), name)) return
      const { file } = find(admin, session, name)
      const where = file === '' ? 'was added for every session' : `is defined in ${file}`
      throw new Problem(409, `The fixture ${JSON.stringify(name)} ${where}; remove it there.`)
    },
  },
]

function add(admin: AdminSources, session: string | undefined, fixture: unknown): { name: string } {
  try {
    return admin.store.add(sessionOf(admin, session), fixture)
  } catch (thrown) {
    throw new Problem(400, messageOf(thrown))
  }
}

function find(admin: AdminSources, session: string | undefined, name: string): Listed {
  const listed = admin.store
    .list(sessionOf(admin, session))
    .find((fixture) => fixture.name === name)
  if (listed === undefined) throw new Problem(404, `There is no fixture ${JSON.stringify(name)}.`)
  return listed
}

/** The fixture added under that name, for the session or for all. */
function addedAs(admin: AdminSources, session: string | undefined, name: string) {
  const holder = sessionOf(admin, session)
  const added = addedNamed(holder, name) ?? (holder.shared && addedNamed(holder.shared, name))
  return added?.written
}

/** The name and the description of a match are user text, too; quoting a part may cut a secret in two. */
function redacted(found: Listed, { store }: AdminSources, written?: object): Listed {
  const { redact } = store.settings
  const name = redactText(found.name, redact)
  const secrets = written === undefined ? [] : secretsIn(JSON.stringify(written), redact)
  const match = redactText(hideParts(found.match, secrets), redact)
  return name === found.name && match === found.match ? found : { ...found, name, match }
}

function one(
  admin: AdminSources,
  session: string | undefined,
  name: string,
): Listed & { fixture?: Json } {
  const { store } = admin
  const written = addedAs(admin, session, name) ?? store.written(name)
  const found = find(admin, session, name)
  if (written === undefined) return redacted(found, admin)
  return {
    ...redacted(found, admin, written),
    fixture: redactJson(written as Json, store.settings),
  }
}
