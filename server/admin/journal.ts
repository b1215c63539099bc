import type { JournalFilter } from '../journal/filter.ts'
import { pageOfRows } from '../journal/rows.ts'
import type { Expectation } from '../journal/verify.ts'
import { boolean, choice, filled, list, member, object, string, whole } from '../shape/shape.ts'
import { Problem } from '../http/problem.ts'
import type { AdminRoute } from './route.ts'
import type { AdminSources } from './sources.ts'
import { detailOf } from './exchange-detail.ts'
import { exchange, exchangeDetail, exchanges } from './shapes.ts'
import { sessionMember, filter, expectation } from '../journal/filter-shape.ts'
import { messageOf } from '../text/error-message.ts'

interface RowQuery extends JournalFilter {
  view?: 'row'
  before?: string
  after?: string
}

const rowQuery = {
  view: member(choice('view', 'row'), 'Table rows instead of whole exchanges.'),
  before: member(filled, 'With view=row: the page that ends before this id.'),
  after: member(filled, 'With view=row: only exchanges after this id.'),
}

const UNKNOWN = { 404: 'The journal has no exchange with that id.' }

export const journalRoutes: readonly AdminRoute[] = [
  {
    method: 'GET',
    path: '/journal',
    summary: 'Lists the last exchanges, oldest first; with view=row as table rows',
    query: { ...filter.members, ...rowQuery },
    answer: { what: 'The exchanges that match the filter.', shape: exchanges },
    async run({ query, session }, { journal, peers }) {
      const { view, limit, before, after, ...members } = query as RowQuery
      const filtered = { ...members, ...(session !== undefined && { session }) }
      const lost = lostFrom(peers, filtered.session)
      if (view === undefined) {
        if (before !== undefined || after !== undefined)
          throw new Problem(400, 'before and after require view=row.')
        return {
          exchanges: understood(() =>
            journal.list({ ...filtered, ...(limit !== undefined && { limit }) }),
          ),
          ...lost,
        }
      }
      const matches = understood(() => journal.list(filtered))
      return {
        ...(await pageOfRows(matches, { limit, before, after })),
        dropped: journal.dropped,
        ...lost,
      }
    },
  },
  {
    method: 'GET',
    path: '/journal/{id}',
    summary: 'One exchange',
    answer: { what: 'The exchange.', shape: exchangeDetail },
    problems: UNKNOWN,
    query: { session: sessionMember },
    run({ params: { id = '' }, session }, admin) {
      const match = admin.journal.get(id)
      const isForeign = session !== undefined && match?.session !== session
      if (match === undefined || isForeign)
        throw new Problem(404, `The journal has no exchange ${id}.`)
      return detailOf(match, admin)
    },
  },
  {
    method: 'DELETE',
    path: '/journal',
    changes: 'journal',
    summary: 'Clears the journal of one session, or of all',
    query: { session: sessionMember },
    run: ({ session }, { journal }) => journal.clear(session),
  },
  {
    method: 'POST',
    path: '/journal/verify',
    summary: 'Verifies that an expected call was made',
    query: { session: sessionMember },
    body: expectation,
    answer: {
      what: 'The result; the message lists the calls that were received.',
      shape: object({
        ok: member(boolean, 'Whether it was.', 'required'),
        count: member(whole(0), 'How often.', 'required'),
        message: member(string, 'What was expected and what was received.', 'required'),
        exchanges: member(list(exchange), 'The matching exchanges.', 'required'),
      }),
    },
    problems: { 503: 'A process of the server has ended, and calls may be missing.' },
    run({ body, session }, { journal, peers }) {
      const expected = body as Expectation
      const named = expected.session ?? session
      const { lost = [] } = lostFrom(peers, named)
      if (lost.length > 0)
        throw new Problem(503, `${lost.join(' ')} Clear the journal to verify calls again.`)
      return understood(() =>
        journal.verify({ ...expected, ...(named !== undefined && { session: named }) }),
      )
    },
  },
  {
    method: 'POST',
    path: '/journal/save',
    changes: 'fixtures',
    summary: 'Saves exchanges as fixtures in the last fixtures folder',
    body: object({
      ids: member(list(filled, 1), 'Ids of exchanges.', 'required'),
      under: member(filled, 'A subfolder of the fixtures folder; saved when omitted.'),
    }),
    answer: {
      status: 201,
      what: 'The files.',
      shape: object({
        saved: member(
          list(
            object({
              id: member(string, 'The id of the exchange.', 'required'),
              file: member(string, 'The file.', 'required'),
              name: member(string, 'The name of the fixture.', 'required'),
            }),
          ),
          'One per exchange.',
          'required',
        ),
      }),
    },
    problems: { ...UNKNOWN, 409: 'One of them cannot be saved; nothing was written.' },
    run({ body }, { journal, config, store }) {
      const { ids, under } = body as { ids: string[]; under?: string }
      const folder = config.fixtures.at(-1)
      if (folder === undefined) throw new Problem(409, 'The server has no fixtures folder.')
      for (const id of ids) {
        if (journal.get(id) === undefined)
          throw new Problem(404, `The journal has no exchange ${id}.`)
      }
      try {
        const saved = journal.save(ids, folder, under === undefined ? {} : { under })
        // With --watch, they are loaded anyway.
        if (!config.watch) store.reload()
        return { saved }
      } catch (thrown) {
        throw new Problem(409, messageOf(thrown))
      }
    },
  },
]

/** What is missing because a process of the server has ended; nothing for a server of one process. */
function lostFrom(
  peers: AdminSources['peers'],
  session: string | undefined,
): { lost?: readonly string[] } {
  const lost = peers?.lost(session) ?? []
  return lost.length === 0 ? {} : { lost }
}

/** Reports an invalid regular expression as a bad request. */
function understood<T>(make: () => T): T {
  try {
    return make()
  } catch (thrown) {
    throw new Problem(400, messageOf(thrown))
  }
}
