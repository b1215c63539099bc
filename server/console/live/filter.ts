import { isBegun } from './calls.ts'
import type { Call } from './calls.ts'

/** One parsed part of a filter. */
interface Term {
  text: string
  test(call: Call): boolean
}

export interface Filter {
  terms: readonly Term[]
  /** Words that could not be parsed, each with the reason. */
  problems: readonly string[]
  test(call: Call): boolean
}

const SLOW_MS = 1_000

type Make = (value: string) => ((call: Call) => boolean) | undefined

const NAMES: Readonly<Record<string, Make>> = {
  op: (value) => matcher(value, ({ operation }) => operation),
  model: (value) => matcher(value, ({ model }) => model?.sent, true),
  source: (value) => matcher(value, sourceOf),
  session: (value) => matcher(value, ({ session }) => session),
  fixture: (value) => matcher(value, (call) => ended(call)?.fixture, true),
  error: (value) => matcher(value, (call) => ended(call)?.error?.name, true),
  tool: (value) => {
    const test = glob(value)
    return (call) => ended(call)?.tools?.some((name) => test.test(name)) === true
  },
  status: (value) => {
    const compare = comparison(value)
    return compare && ((call) => call.status !== undefined && compare(call.status))
  },
  is: (value) => stateOf(value.toLowerCase()),
}

const STATES: Readonly<Record<string, (call: Call) => boolean>> = {
  stream: (call) => call.operation.endsWith('Stream') || (ended(call)?.events ?? 0) > 1,
  slow: (call) => (ended(call)?.totalMs ?? 0) >= SLOW_MS,
  error: (call) => (call.status ?? 0) >= 400,
  missed: (call) => ended(call)?.missed === true,
  running: isBegun,
}

const stateOf = (name: string) => (Object.hasOwn(STATES, name) ? STATES[name] : undefined)

const ended = (call: Call) => (isBegun(call) ? undefined : call)
const sourceOf = (call: Call) => (ended(call)?.missed === true ? 'miss' : ended(call)?.source)

/** `op:ConverseStream model:nova-* status:>=400 -"hello there"`: all parts must match. */
export function parseFilter(text: string): Filter {
  const terms: Term[] = []
  const problems: string[] = []
  for (const match of text.matchAll(/(-)?(?:(\w+):)?(?:"([^"]*)"?|(\S+))/g)) {
    const [whole, minus, name, quoted, bare] = match
    const value = quoted ?? bare ?? ''
    const test = testOf(name, value, quoted !== undefined)
    if (typeof test === 'string') problems.push(test)
    else terms.push({ text: whole, test: minus === undefined ? test : (call) => !test(call) })
  }
  return { terms, problems, test: (call) => terms.every((term) => term.test(call)) }
}

function testOf(
  name: string | undefined,
  value: string,
  quoted: boolean,
): ((call: Call) => boolean) | string {
  if (name === undefined) {
    if (value === 'missed' && !quoted) return (call) => ended(call)?.missed === true
    const wanted = value.toLowerCase()
    return (call) => textOf(call).includes(wanted)
  }
  const make = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined
  if (make === undefined) return `Unknown filter “${name}:”. Use ${Object.keys(NAMES).join(', ')}.`
  if (value === '') return `“${name}:” needs a value.`
  return make(value) ?? `“${name}:${value}” is not a valid filter. ${HINTS[name] ?? ''}`
}

const HINTS: Readonly<Record<string, string>> = {
  status: 'Use status:404 or status:>=400.',
  is: `Use is:${Object.keys(STATES).join(', is:')}.`,
}

function textOf(call: Call): string {
  const { prompt = '' } = call
  return `${prompt}\n${ended(call)?.answer ?? ''}`.toLowerCase()
}

function matcher(value: string, read: (call: Call) => string | undefined, within = false) {
  const test = glob(value, within)
  return (call: Call) => {
    const actual = read(call)
    return actual !== undefined && test.test(actual)
  }
}

/** `*` matches anything; without it, any part of the name of a model or fixture matches. */
function glob(value: string, within = false): RegExp {
  const pattern = value.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
  return new RegExp(within ? pattern : `^${pattern}$`, 'i')
}

function comparison(value: string): ((status: number) => boolean) | undefined {
  const [, operator, digits] = /^(>=|<=|>|<|=)?(\d+)$/.exec(value) ?? []
  if (digits === undefined) return undefined
  const wanted = Number(digits)
  switch (operator) {
    case '>=':
      return (status) => status >= wanted
    case '<=':
      return (status) => status <= wanted
    case '>':
      return (status) => status > wanted
    case '<':
      return (status) => status < wanted
    case '=':
    case undefined:
      return (status) => status === wanted
    default:
      return undefined
  }
}
