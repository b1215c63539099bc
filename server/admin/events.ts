import type { IncomingMessage, ServerResponse } from 'node:http'
import { sse } from '../framing/sse.ts'
import { compileFilter } from '../journal/filter.ts'
import type { JournalFilter } from '../journal/filter.ts'
import type { Exchange } from '../journal/types.ts'
import { begunRow, rowOf } from '../journal/row-of.ts'
import { boolean, choice, member, string } from '../shape/shape.ts'
import { Problem } from '../http/problem.ts'
import type { AdminRequest, AdminRoute } from './route.ts'
import type { AdminSources } from './sources.ts'
import { filterMembers } from '../journal/filter-shape.ts'
import { messageOf } from '../text/error-message.ts'

const HEARTBEAT_MS = 15_000
const BATCH_MS = 15
/** Followers that read much more slowly than calls arrive are dropped. */
const MAX_PENDING = 1024 * 1024

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
        'Table rows instead of whole exchanges; changed events then report other changes.',
      ),
      begun: member(boolean, 'With view=row: send begun events for calls that take a while.'),
    },
    answer: {
      what: 'One event per exchange, until the client disconnects.',
      shape: string,
      type: sse.type,
    },
    problems: { 503: 'There are too many followers.' },
    stream: follow,
  },
]

function follow(
  { query, session }: AdminRequest,
  admin: AdminSources,
  raw: IncomingMessage,
  reply: ServerResponse,
): void {
  const { followers } = admin
  if (followers.full) throw new Problem(503, 'There are too many followers.')
  const { view, begun, ...members } = query as EventQuery
  if (begun === true && view === undefined) throw new Problem(400, 'begun requires view=row.')
  const { test } = filterOf({ ...members, ...(session !== undefined && { session }) })
  reply.writeHead(200, {
    'Content-Type': sse.type,
    'Cache-Control': 'no-store',
    ...(raw.httpVersionMajor === 1 && { 'X-Accel-Buffering': 'no' }),
  })
  let pending = 0
  const write = (text: string) => {
    // Checked before this event: a follower that is up to date may receive one of any size.
    if (pending > MAX_PENDING) {
      reply.destroy()
      return
    }
    pending += text.length
    reply.write(text, () => {
      pending -= text.length
    })
  }
  // Send something at once, so that the client knows it is connected.
  write(': following\n\n')
  const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS).unref()
  const stop =
    view === undefined
      ? admin.journal.follow((exchange) => {
          if (test(exchange)) write(event('exchange', exchange, exchange.id))
        })
      : followRows({ test, begun: begun === true, write }, admin)
  const leave = followers.add(() => reply.end())
  reply.once('close', () => {
    clearInterval(heartbeat)
    stop()
    leave()
  })
}

interface RowFollower {
  test(exchange: Exchange): boolean
  begun: boolean
  write(text: string): void
}

/** Builds rows in batches, after the calls they describe. */
function followRows(
  { test, begun, write }: RowFollower,
  { journal, followers, store }: AdminSources,
): () => void {
  let ended: Exchange[] = []
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    timer = undefined
    const batch = ended
    ended = []
    write(
      batch
        .filter(test)
        .map((one) => event('exchange', rowOf(one), one.id))
        .join(''),
    )
  }
  journal.rowFollowers++
  const stops = [
    () => void journal.rowFollowers--,
    journal.follow((exchange) => {
      ended.push(exchange)
      timer ??= setTimeout(flush, BATCH_MS).unref()
    }),
    followers.onChange((what) => write(event('changed', { what }))),
  ]
  if (begun)
    stops.push(
      journal.beginnings.follow((call) => write(event('begun', begunRow(call, store.settings)))),
    )
  return () => {
    clearTimeout(timer)
    for (const stop of stops) stop()
  }
}

function event(type: string, data: object, id?: string): string {
  const payload = JSON.stringify(data)
  return sse.encode({ type, payload, ...(id !== undefined && { id }) }).toString()
}

function filterOf(filter: JournalFilter) {
  try {
    return compileFilter(filter)
  } catch (thrown) {
    throw new Problem(400, messageOf(thrown))
  }
}
