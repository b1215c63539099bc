import type { IncomingMessage, ServerResponse } from 'node:http'
import { compileFilter } from '../journal/filter.ts'
import type { JournalFilter } from '../journal/filter.ts'
import { string } from '../shape/shape.ts'
import { Problem } from './problem.ts'
import type { AdminRequest, AdminRoute } from './route.ts'
import type { AdminSources } from './sources.ts'
import { filterMembers } from '../journal/filter-shape.ts'

const HEARTBEAT_MS = 15_000
/** Whoever reads so much more slowly than others call is dropped. */
const MOST_PENDING = 1024 * 1024
export const eventRoutes: readonly AdminRoute[] = [
  {
    method: 'GET',
    path: '/events',
    summary: 'Exchanges as they end: server-sent events of the type exchange',
    query: filterMembers,
    answer: {
      what: 'One event an exchange, for as long as it is read.',
      shape: string,
      type: 'text/event-stream',
    },
    problems: { 503: 'Too many follow already.' },
    stream: follow,
  },
]

function follow(
  { query, session }: AdminRequest,
  { journal, followers }: AdminSources,
  raw: IncomingMessage,
  reply: ServerResponse,
): void {
  if (followers.full) throw new Problem(503, 'Too many follow already.')
  const { test } = filterOf({ ...query, ...(session !== undefined && { session }) })
  reply.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    ...(raw.httpVersionMajor === 1 && { 'X-Accel-Buffering': 'no' }),
  })
  let pending = 0
  const write = (text: string) => {
    // Looked at before this one: whoever has read all so far may get one of any size.
    if (pending > MOST_PENDING) {
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
  const stop = journal.follow((exchange) => {
    if (test(exchange))
      write(`id: ${exchange.id}\nevent: exchange\ndata: ${JSON.stringify(exchange)}\n\n`)
  })
  const leave = followers.add(() => reply.end())
  reply.once('close', () => {
    clearInterval(heartbeat)
    stop()
    leave()
  })
}

function filterOf(filter: JournalFilter) {
  try {
    return compileFilter(filter)
  } catch (thrown) {
    throw new Problem(400, thrown instanceof Error ? thrown.message : String(thrown))
  }
}
