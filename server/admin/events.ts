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
import { messageOf } from '../error-message.ts'

const HEARTBEAT_MS = 15_000
const BATCH_MS = 15
/** Whoever reads so much more slowly than others call is dropped. */
const MAX_PENDING = 1024 * 1024

interface EventQuery extends JournalFilter {
  view?: 'row'
  begun?: boolean
}

export const eventRoutes: readonly AdminRoute[] = [
  {
    method: 'GET',
    path: '/events',
    summary: 'Exchanges as they end: server-sent events of the type exchange',
    query: {
      ...filterMembers,
      view: member(
        choice('view', 'row'),
        'Lines of a table instead of whole exchanges; then changed events tell what else changed.',
      ),
      begun: member(boolean, 'With view=row: begun events tell of calls that take a while.'),
    },
    answer: {
      what: 'One event an exchange, for as long as it is read.',
      shape: string,
      type: sse.type,
    },
    problems: { 503: 'Too many follow already.' },
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
  if (followers.full) throw new Problem(503, 'Too many follow already.')
  const { view, begun, ...members } = query as EventQuery
  if (begun === true && view === undefined) throw new Problem(400, 'begun goes with view=row.')
  const { test } = filterOf({ ...members, ...(session !== undefined && { session }) })
  reply.writeHead(200, {
    'Content-Type': sse.type,
    'Cache-Control': 'no-store',
    ...(raw.httpVersionMajor === 1 && { 'X-Accel-Buffering': 'no' }),
  })
  let pending = 0
  const write = (text: string) => {
    // Looked at before this one: whoever has read all so far may get one of any size.
    if (pending > MAX_PENDING) {
      reply.destroy()
      return
    }
    pending += text.length
    reply.write(text, () => {
      pending -= text.length
    })
  }
  // Something at once, so that a client knows that it follows.
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

/** Rows are made a batch at a time, after the calls that they tell of. */
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
