import { rates } from './compare.ts'
import type { Contender } from './compare.ts'
import { rules } from './folders.ts'
import { converse, promptOf } from './request.ts'
import type { Effort, Row } from './row.ts'
import { ours } from './throughput.ts'

/** The cost per call of an open web console, which follows all calls as rows. */
export async function followed(effort: Effort): Promise<Row[]> {
  const alone = ours('no page open', rules(1))
  const { rate, cpuUs } = await rates([alone, withPage(alone)], converse(promptOf(200, 0)), effort)
  const [without = Number.NaN, open = Number.NaN] = cpuUs
  return [
    { name: alone.name, value: rate[0] ?? Number.NaN, unit: 'requests/s', cpuUs: without },
    { name: 'a page open', value: rate[1] ?? Number.NaN, unit: 'requests/s', cpuUs: open },
    { name: 'a page open, more a call', value: open - without, unit: 'µs', goal: 15, max: true },
  ]
}

function withPage(alone: Contender): Contender {
  return {
    name: 'a page open',
    async start() {
      const server = await alone.start()
      const leave = new AbortController()
      const page = await fetch(
        `http://127.0.0.1:${server.port}/_admin/events?view=row&begun=true`,
        { signal: leave.signal },
      )
      const read = page.body?.pipeTo(new WritableStream()).catch(() => {})
      return {
        ...server,
        async stop() {
          leave.abort()
          await read
          await server.stop()
        },
      }
    },
  }
}
