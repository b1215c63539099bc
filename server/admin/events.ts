import type { IncomingMessage, ServerResponse } from 'node:http'
import { sse } from '../framing/sse.ts'
import { compileFilter } from '../journal/filter.ts'
import type { JournalFilter } from '../journal/filter.ts'
import type { Exchange } from '../journal/types.ts'
import type { Changed } from '../journal/row.ts'
import { rowOf } from '../journal/row-of.ts'
import { boolean, choice, member, string } from '../shape/shape.ts'
import { Problem } from '../http/problem.ts'
import { eventText, openEventStream } from './event-stream.ts'
import { followFunctions } from './function-changes.ts'
import type { AdminRequest, AdminRoute } from './route.ts'
import type { AdminSources } from './sources.ts'
import { filterMembers } from '../journal/filter-shape.ts'
import { messageOf } from '../text/error-message.ts'

const BATCH_MS = 15

interface EventQuery extends JournalFilter {
  view?: 'row'
  begun?: boolean
}

export const eventRoutes: readonly AdminRoute[] = [
  {
    method: 'GET',
    path: '/events',
    summary: 'Streams exchanges as they end, as server-sent events of type exchange',
    query: {
      ...filterMembers,
      view: member(
        choice('view', 'row'),
        'Table rows instead of whole exchanges; changed events then report other changes, and dropped events how many exchanges were dropped.',
      ),
      begun: member(
        boolean,
        'With view=row: send begun events for calls that take a while, and first events with the time of their first byte.',
      ),
    },
    answer: {
      what: 'One event per exchange, until the client disconnects.',
      shape: string,
      type: sse.type,
    },
    problems: { 503: 'Too many clients follow the events.' },
    stream: follow,
  },
]

function follow(
  { query, session }: AdminRequest,
  admin: AdminSources,
  raw: IncomingMessage,
  reply: ServerResponse,
): void {
  const { view, begun, ...members } = query as EventQuery
  if (begun === true && view === undefined) throw new Problem(400, 'begun requires view=row.')
  const { test } = filterOf({ ...members, ...(session !== undefined && { session }) })
  const { write, onClose } = openEventStream(admin.followers, raw, reply)
  const stop =
    view === undefined
      ? admin.journal.follow((exchange) => {
          if (test(exchange)) write(eventText('exchange', exchange, exchange.id))
        })
      : followRows({ test, begun: begun === true, write }, admin)
  onClose(stop)
}

interface RowFollower {
  test(exchange: Exchange): boolean
  begun: boolean
  write(text: string): void
}

/** Builds rows in batches, after the calls they describe. What changes several times meanwhile is sent once. */
function followRows(
  { test, begun, write }: RowFollower,
  { journal, followers, lambdas }: AdminSources,
): () => void {
  let ended: Exchange[] = []
  let { dropped } = journal
  const changes = new Set<Changed>()
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    timer = undefined
    const events = ended.filter(test).map((one) => eventText('exchange', rowOf(one), one.id))
    for (const what of changes) events.push(eventText('changed', { what }))
    if (journal.dropped !== dropped) {
      dropped = journal.dropped
      events.push(eventText('dropped', { dropped }))
    }
    ended = []
    changes.clear()
    if (events.length > 0) write(events.join(''))
  }
  const soon = () => {
    timer ??= setTimeout(flush, BATCH_MS).unref()
  }
  const changed = (what: Changed) => {
    changes.add(what)
    soon()
  }
  journal.rowFollowers++
  const stops = [
    () => void journal.rowFollowers--,
    journal.follow((exchange) => {
      ended.push(exchange)
      soon()
    }),
    followers.onChange(changed),
  ]
  if (lambdas !== undefined)
    stops.push(followFunctions(lambdas.functions, () => changed('lambdas')))
  if (begun)
    stops.push(
      journal.beginnings.follow({
        begun: (row) => write(eventText('begun', row)),
        first: (id, firstByteMs) => write(eventText('first', { id, firstByteMs })),
      }),
    )
  return () => {
    clearTimeout(timer)
    for (const stop of stops) stop()
  }
}

function filterOf(filter: JournalFilter) {
  try {
    return compileFilter(filter)
  } catch (thrown) {
    throw new Problem(400, messageOf(thrown))
  }
}
