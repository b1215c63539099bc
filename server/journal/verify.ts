import { quoted } from '../matching/text.ts'
import { compileFilter } from './filter.ts'
import type { JournalFilter } from './filter.ts'
import type { Exchange } from './types.ts'

/** The expected call, and how often; at least once by default. */
export interface Expectation extends Omit<JournalFilter, 'limit'> {
  times?: number | { min?: number; max?: number }
}

export interface VerifyResult {
  ok: boolean
  /** The number of matching exchanges. */
  count: number
  /** The matching exchanges. */
  exchanges: Exchange[]
  /** What was expected, and which calls arrived. */
  message: string
}

/** More lines than this are of no use to a reader. */
const MAX_LINES = 20

export function verdict(all: readonly Exchange[], expectation: Expectation): VerifyResult {
  const { times = { min: 1 }, ...filter } = expectation
  const { min = 0, max = Infinity } = typeof times === 'number' ? { min: times, max: times } : times
  if (min > max) throw new TypeError(`times is invalid: min ${min} is greater than max ${max}`)
  const { description, test } = compileFilter(filter)
  const exchanges = all.filter(test)
  const count = exchanges.length
  const ok = count >= min && count <= max
  const message = `Expected ${description === '' ? 'any call' : description} ${range(min, max)}; it was ${count === 0 ? 'never called' : `called ${often(count)}`}.`
  const { session } = filter
  const others = session === undefined ? all : all.filter(ofSession(session))
  const none = `The journal has no calls${session === undefined ? '' : ` of session ${session}`}.`
  const rest = others.length === 0 ? none : received(others, new Set(exchanges))
  return { ok, count, exchanges, message: `${message}\n${rest}` }
}

const ofSession = (name: string) => (exchange: Exchange) => exchange.session === name

function range(min: number, max: number): string {
  if (min === max) return min === 0 ? 'never' : `exactly ${often(min)}`
  if (max === Infinity) return min === 0 ? 'any number of times' : `at least ${often(min)}`
  return min === 0 ? `at most ${often(max)}` : `${min} to ${max} times`
}

function often(count: number): string {
  return count === 0 ? 'never' : count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`
}

/** The calls that arrived, newest if there are many. Matching calls are marked. */
function received(all: readonly Exchange[], matching: ReadonlySet<Exchange>): string {
  const recent = all.slice(-MAX_LINES)
  const left = all.length - recent.length
  const head = `${all.length} ${all.length === 1 ? 'call' : 'calls'} received${left > 0 ? `, the last ${recent.length} were` : ''}:`
  // If all calls belong to one session, its name adds nothing.
  const several = all.some(({ session }) => session !== all[0]?.session)
  const lines = recent.map((one) => `${matching.has(one) ? '*' : '-'} ${line(one, several)}`)
  return [head, ...lines].join('\n')
}

/** `Converse amazon.nova-lite-v1:0 "What is the weather?", tools get_weather: 200 fixture weather.yaml` */
function line(exchange: Exchange, several: boolean): string {
  const { operation, model, asked, status, source, fixture, error, session } = exchange
  const parts = [
    operation,
    model?.sent,
    asked === undefined ? undefined : quoted(asked.prompt),
    asked !== undefined && asked.tools.length > 0
      ? `with ${asked.tools.length === 1 ? 'tool' : 'tools'} ${asked.tools.slice(0, 8).join(', ')}`
      : undefined,
    asked !== undefined && asked.toolResults.length > 0
      ? `with a result of ${asked.toolResults.slice(0, 8).join(', ')}`
      : undefined,
    several && session !== 'default' ? `in session ${session}` : undefined,
  ]
  const outcome = error === undefined ? [status, source, fixture] : [status, error.name]
  return `${parts.filter((part) => part !== undefined).join(' ')}: ${outcome.filter((part) => part !== undefined).join(' ')}`
}
