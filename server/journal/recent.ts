import { costOf } from '../models/prices.ts'
import type { Usage } from '../neutral/reply.ts'
import { BUCKETS, bucketOf } from './buckets.ts'
import type { Exchange } from './types.ts'

export const STEP_MS = 10_000
/** A quarter of an hour. */
const STEPS = 90

const NOTHING = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadInputTokens: 0,
  cacheWriteInputTokens: 0,
}
type PricedUsage = typeof NOTHING

/** The calls that ended in one step. */
interface Step {
  /** Its number since 1970. */
  number: number
  calls: number
  failed: number
  sources: Map<string, number>
  latency: number[]
  firstByte: number[]
  inputTokens: number
  outputTokens: number
  /** By the name that sets the price; the cost is computed on demand. */
  priced: Map<string, PricedUsage>
  /** The maximum at one time, for each process of this server. */
  streamsOpen: Map<number, number>
}

/** The same as plain values, for another process. */
export interface StepCounts extends Omit<Step, 'sources' | 'priced' | 'streamsOpen'> {
  streamsOpen: number
  sources: (readonly [source: string, count: number])[]
  priced: (readonly [model: string, usage: PricedUsage])[]
}

/** The figures of a step. Times are the upper bounds of the buckets that the metrics use too. */
export interface RecentStep {
  at: number
  calls: number
  failed: number
  sources: Readonly<Record<string, number>>
  p50Ms?: number
  p95Ms?: number
  firstByteP50Ms?: number
  firstByteP95Ms?: number
  inputTokens: number
  outputTokens: number
  cost: number
  streamsOpen: number
}

/** The key of this process. */
const OWN = 0

function raise({ streamsOpen }: Step, process: number, open: number): void {
  if (open > (streamsOpen.get(process) ?? 0)) streamsOpen.set(process, open)
}

type Counted = Exchange & { readonly priced: string | undefined; readonly streams: boolean }

/** The last fifteen minutes, in steps of ten seconds. */
export class Recent {
  readonly #ring: (Step | undefined)[] = Array.from({ length: STEPS })

  count(exchange: Counted, streamsOpen: number): void {
    const { at, totalMs, status, source, usage, priced, streams, firstByteMs } = exchange
    const step = this.#step(Math.floor((at + totalMs) / STEP_MS))
    step.calls++
    if (status >= 400 || status === 0) step.failed++
    step.sources.set(source, (step.sources.get(source) ?? 0) + 1)
    add(step.latency, totalMs)
    if (streams && firstByteMs !== undefined) add(step.firstByte, firstByteMs)
    raise(step, OWN, streamsOpen)
    if (usage === undefined) return
    step.inputTokens += usage.inputTokens
    step.outputTokens += usage.outputTokens
    if (priced !== undefined) addUsage(step.priced, priced, usage)
  }

  /** Oldest first; the last one is still running. */
  steps(now: number): RecentStep[] {
    const last = Math.floor(now / STEP_MS)
    return Array.from({ length: STEPS }, (_, at) => {
      const number = last - STEPS + 1 + at
      const step = this.#ring[number % STEPS]
      return figures(step?.number === number ? step : newStep(number))
    })
  }

  /** Everything counted since it was last taken. */
  takeAll(): StepCounts[] {
    const all = this.#ring.flatMap((step) =>
      step === undefined
        ? []
        : [
            {
              ...step,
              sources: [...step.sources],
              priced: [...step.priced],
              streamsOpen: step.streamsOpen.get(OWN) ?? 0,
            },
          ],
    )
    this.#ring.fill(undefined)
    return all
  }

  /** Adds what another process has counted. */
  merge(all: readonly StepCounts[], from: number): void {
    for (const one of all) {
      const step = this.#step(one.number)
      step.calls += one.calls
      step.failed += one.failed
      step.inputTokens += one.inputTokens
      step.outputTokens += one.outputTokens
      raise(step, from, one.streamsOpen)
      for (const [source, count] of one.sources)
        step.sources.set(source, (step.sources.get(source) ?? 0) + count)
      for (const [at, count] of one.latency.entries())
        step.latency[at] = (step.latency[at] ?? 0) + count
      for (const [at, count] of one.firstByte.entries())
        step.firstByte[at] = (step.firstByte[at] ?? 0) + count
      for (const [model, usage] of one.priced) addUsage(step.priced, model, usage)
    }
  }

  #step(number: number): Step {
    const at = number % STEPS
    const known = this.#ring[at]
    if (known !== undefined && known.number >= number) return known
    return (this.#ring[at] = newStep(number))
  }
}

const counters = (): number[] => Array.from({ length: BUCKETS.length + 1 }, () => 0)

const newStep = (number: number): Step => ({
  number,
  calls: 0,
  failed: 0,
  sources: new Map(),
  latency: counters(),
  firstByte: counters(),
  inputTokens: 0,
  outputTokens: 0,
  priced: new Map(),
  streamsOpen: new Map(),
})

function add(buckets: number[], ms: number): void {
  const at = bucketOf(ms)
  buckets[at] = (buckets[at] ?? 0) + 1
}

function addUsage(all: Map<string, PricedUsage>, priced: string, usage: Usage): void {
  let sum = all.get(priced)
  if (sum === undefined) all.set(priced, (sum = { ...NOTHING }))
  sum.inputTokens += usage.inputTokens
  sum.outputTokens += usage.outputTokens
  sum.cacheReadInputTokens += usage.cacheReadInputTokens ?? 0
  sum.cacheWriteInputTokens += usage.cacheWriteInputTokens ?? 0
}

function figures({ number, calls, failed, sources, priced, ...step }: Step): RecentStep {
  const times = {
    p50Ms: quantile(step.latency, 0.5),
    p95Ms: quantile(step.latency, 0.95),
    firstByteP50Ms: quantile(step.firstByte, 0.5),
    firstByteP95Ms: quantile(step.firstByte, 0.95),
  }
  let cost = 0
  for (const [model, usage] of priced) cost += costOf(model, usage) ?? 0
  return {
    at: number * STEP_MS,
    calls,
    failed,
    sources: Object.fromEntries(sources),
    ...Object.fromEntries(Object.entries(times).filter(([, ms]) => ms !== undefined)),
    inputTokens: step.inputTokens,
    outputTokens: step.outputTokens,
    cost,
    streamsOpen: [...step.streamsOpen.values()].reduce((sum, open) => sum + open, 0),
  }
}

/** The upper bound of the bucket that holds it; the largest bound is used for larger values. */
function quantile(buckets: readonly number[], part: number): number | undefined {
  const all = buckets.reduce((sum, count) => sum + count, 0)
  if (all === 0) return undefined
  let below = 0
  for (const [at, count] of buckets.entries()) {
    below += count
    if (below >= part * all) return (BUCKETS[Math.min(at, BUCKETS.length - 1)] ?? 0) * 1_000
  }
  return undefined
}
