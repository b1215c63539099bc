import type { JournalFilter } from '../journal/filter.ts'
import { pageOfRows } from '../journal/rows.ts'
import type { Expectation } from '../journal/verify.ts'
import { boolean, choice, filled, list, member, object, string, whole } from '../shape/shape.ts'
import { Problem } from '../http/problem.ts'
import type { AdminRoute } from './route.ts'
import { exchange, exchanges } from './shapes.ts'
import { sessionMember, filter, expectation } from '../journal/filter-shape.ts'
import { messageOf } from '../error-message.ts'

interface RowQuery extends JournalFilter {
  view?: 'row'
  before?: string
  after?: string
}

const rowQuery = {
  view: member(choice('view', 'row'), 'Lines of a table instead of whole exchanges.'),
  before: member(filled, 'With view=row: the page that ends before this id.'),
  after: member(filled, 'With view=row: only what came after this id.'),
}

const UNKNOWN = { 404: 'The journal holds no exchange of that id.' }

export const journalRoutes: readonly AdminRoute[] = [
  {
    method: 'GET',
    path: '/journal',
    summary: 'The last exchanges, oldest first; with view=row as lines of a table',
    query: { ...filter.members, ...rowQuery },
    answer: { what: 'Those that the filter lets pass.', shape: exchanges },
    async run({ query, session }, { journal }) {
      const { view, limit, before, after, ...members } = query as RowQuery
      const filtered = { ...members, ...(session !== undefined && { session }) }
      if (view === undefined) {
        if (before !== undefined || after !== undefined)
          throw new Problem(400, 'before and after go with view=row.')
        return {
          exchanges: understood(() =>
            journal.list({ ...filtered, ...(limit !== undefined && { limit }) }),
          ),
        }
      }
      const found = understood(() => journal.list(filtered))
      return { ...(await pageOfRows(found, { limit, before, after })), dropped: journal.dropped }
    },
  },
  {
    method: 'GET',
    path: '/journal/{id}',
    summary: 'One exchange',
    answer: { what: 'The exchange.', shape: exchange },
    problems: UNKNOWN,
    query: { session: sessionMember },
    run({ params: { id = '' }, session }, { journal }) {
      const found = journal.get(id)
      const isForeign = session !== undefined && found?.session !== session
      if (found === undefined || isForeign)
        throw new Problem(404, `The journal holds no exchange ${id}.`)
      return found
    },
  },
  {
    method: 'DELETE',
    path: '/journal',
    changes: 'journal',
    summary: 'Empties the journal, of one session or of all',
    query: { session: sessionMember },
    run: ({ session }, { journal }) => journal.clear(session),
  },
  {
    method: 'POST',
    path: '/journal/verify',
    summary: 'Whether what was expected was called, and what was called instead',
    query: { session: sessionMember },
    body: expectation,
    answer: {
      what: 'Whether it was; the message lists what did come.',
      shape: object({
        ok: member(boolean, 'Whether it was.', 'required'),
        count: member(whole(0), 'How often.', 'required'),
        message: member(string, 'What was expected and what came.', 'required'),
        exchanges: member(list(exchange), 'What came as expected.', 'required'),
      }),
    },
    run({ body, session }, { journal }) {
      const expected = body as Expectation
      const named = expected.session ?? session
      return understood(() =>
        journal.verify({ ...expected, ...(named !== undefined && { session: named }) }),
      )
    },
  },
  {
    method: 'POST',
    path: '/journal/save',
    changes: 'fixtures',
    summary: 'Writes exchanges as fixtures into the last folder of fixtures',
    body: object({
      ids: member(list(filled, 1), 'Ids of exchanges.', 'required'),
      under: member(filled, 'A sub-folder of the folder of fixtures; saved when left out.'),
    }),
    answer: {
      status: 201,
      what: 'The files.',
      shape: object({
        saved: member(
          list(
            object({
              id: member(string, 'Of the exchange.', 'required'),
              file: member(string, 'The file.', 'required'),
              name: member(string, 'The name of the fixture.', 'required'),
            }),
          ),
          'One an exchange.',
          'required',
        ),
      }),
    },
    problems: { ...UNKNOWN, 409: 'One of them cannot be saved; nothing was written.' },
    run({ body }, { journal, config, store }) {
      const { ids, under } = body as { ids: string[]; under?: string }
      const folder = config.fixtures.at(-1)
      if (folder === undefined) throw new Problem(409, 'The server has no folder of fixtures.')
      for (const id of ids) {
        if (journal.get(id) === undefined)
          throw new Problem(404, `The journal holds no exchange ${id}.`)
      }
      try {
        const saved = journal.save(ids, folder, under === undefined ? {} : { under })
        // With --watch they are taken up anyway.
        if (!config.watch) store.reload()
        return { saved }
      } catch (thrown) {
        throw new Problem(409, messageOf(thrown))
      }
    },
  },
]

/** A regular expression that is not understood is a wrong request. */
function understood<T>(make: () => T): T {
  try {
    return make()
  } catch (thrown) {
    throw new Problem(400, messageOf(thrown))
  }
}
