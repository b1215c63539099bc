import { costOf } from '../models/prices.ts'
import type { Usage } from '../neutral/reply.ts'
import { BUCKETS, bucketOf } from './buckets.ts'
import { FunctionMetrics } from './function-metrics.ts'
import { GuardrailTotals } from './guardrail-totals.ts'
import type { GuardrailCounts } from './guardrail-totals.ts'
import { Recent } from './recent.ts'
import type { StepCounts } from './recent.ts'
import type { Exchange } from './types.ts'

/** Calls with the same operation, model, source and status. */
export interface Series {
  operation: string
  model: string
  source: string
  status: number
  calls: number
  usage: Required<
    Pick<Usage, 'inputTokens' | 'outputTokens' | 'cacheReadInputTokens' | 'cacheWriteInputTokens'>
  >
}

export interface Histogram {
  operation: string
  source: string
  /** Calls per bucket (not cumulative), plus one for larger values. */
  buckets: number[]
  sum: number
  count: number
}

/** What was counted, as plain values for another process. */
export interface Counts {
  series: Series[]
  latency: Histogram[]
  firstByte: Histogram[]
  guardrails: GuardrailCounts[]
  recent: StepCounts[]
}

/** Clients choose the model names, so the number of series is limited. */
const MAX_MODELS = 200

/** Counts since the start, for the metrics. */
export class Totals {
  readonly functions = new FunctionMetrics()
  readonly guardrails = new GuardrailTotals()
  readonly recent = new Recent()
  /** By model: a linear search among few is faster than building a combined key. */
  readonly #series = new Map<string, Series[]>()
  /** By operation. */
  readonly #latency = new Map<string, Histogram[]>()
  readonly #firstByte = new Map<string, Histogram[]>()
  #streamsOpen = 0
  /** The open streams of other processes of this server, by process. */
  readonly openElsewhere = new Map<number, number>()

  count(
    exchange: Exchange & { readonly priced: string | undefined; readonly streams: boolean },
  ): void {
    const { operation, priced, source, status, usage, totalMs, streams, guardrail } = exchange
    if (guardrail !== undefined) this.guardrails.count(guardrail)
    this.recent.count(exchange, this.#streamsOpen)
    const model = this.#bounded(priced)
    const series = this.#seriesOf(model, operation, source, status)
    series.calls++
    if (usage !== undefined) addUsage(series.usage, usage)
    observe(this.#latency, exchange, totalMs)
    const { firstByteMs } = exchange
    if (streams && firstByteMs !== undefined) observe(this.#firstByte, exchange, firstByteMs)
  }

  get streamsOpen(): number {
    let open = this.#streamsOpen
    for (const elsewhere of this.openElsewhere.values()) open += elsewhere
    return open
  }

  /** Counts a long-running stream among the open ones. */
  async whileOpen<T>({ streams }: { streams?: true }, sent: Promise<T>): Promise<T> {
    if (streams !== true) return sent
    this.#streamsOpen++
    try {
      return await sent
    } finally {
      this.#streamsOpen--
    }
  }

  /** Everything counted since it was last taken. */
  takeAll(): Counts {
    const counts = {
      series: this.series(),
      latency: this.latency(),
      firstByte: this.firstByte(),
      guardrails: this.guardrails.takeAll(),
      recent: this.recent.takeAll(),
    }
    for (const all of [this.#series, this.#latency, this.#firstByte]) all.clear()
    return counts
  }

  /** Adds what another process has counted. */
  merge({ series, latency, firstByte, guardrails, recent }: Counts, from: number): void {
    for (const { operation, model, source, status, calls, usage } of series) {
      const sum = this.#seriesOf(this.#bounded(model), operation, source, status)
      sum.calls += calls
      addUsage(sum.usage, usage)
    }
    for (const one of latency) mergeHistogram(this.#latency, one)
    for (const one of firstByte) mergeHistogram(this.#firstByte, one)
    this.guardrails.merge(guardrails)
    this.recent.merge(recent, from)
  }

  #bounded(model: string | undefined): string {
    if (model === undefined || model === '') return ''
    return this.#series.has(model) || this.#series.size < MAX_MODELS ? model : 'other'
  }

  #seriesOf(model: string, operation: string, source: string, status: number): Series {
    const all = listAt(this.#series, model)
    for (const one of all)
      if (one.operation === operation && one.source === source && one.status === status) return one
    const first = { operation, model, source, status, calls: 0, usage: { ...NOTHING } }
    all.push(first)
    return first
  }

  series(): Series[] {
    return [...this.#series.values()].flat()
  }

  latency(): Histogram[] {
    return [...this.#latency.values()].flat()
  }

  firstByte(): Histogram[] {
    return [...this.#firstByte.values()].flat()
  }
}

/** US dollars of a series; undefined if its model has no price. */
export function costOfSeries({ model, usage }: Series): number | undefined {
  return costOf(model, usage)
}

const NOTHING = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadInputTokens: 0,
  cacheWriteInputTokens: 0,
}

function addUsage(sum: Series['usage'], usage: Usage): void {
  sum.inputTokens += usage.inputTokens
  sum.outputTokens += usage.outputTokens
  sum.cacheReadInputTokens += usage.cacheReadInputTokens ?? 0
  sum.cacheWriteInputTokens += usage.cacheWriteInputTokens ?? 0
}

function observe(all: Map<string, Histogram[]>, { operation, source }: Exchange, ms: number): void {
  const histogram = histogramOf(all, operation, source)
  const at = bucketOf(ms)
  histogram.buckets[at] = (histogram.buckets[at] ?? 0) + 1
  histogram.sum += ms / 1_000
  histogram.count++
}

function histogramOf(all: Map<string, Histogram[]>, operation: string, source: string): Histogram {
  const known = listAt(all, operation)
  for (const one of known) if (one.source === source) return one
  const buckets = Array.from({ length: BUCKETS.length + 1 }, () => 0)
  const first = { operation, source, buckets, sum: 0, count: 0 }
  known.push(first)
  return first
}

function mergeHistogram(all: Map<string, Histogram[]>, one: Histogram): void {
  const histogram = histogramOf(all, one.operation, one.source)
  for (const [at, count] of one.buckets.entries())
    histogram.buckets[at] = (histogram.buckets[at] ?? 0) + count
  histogram.sum += one.sum
  histogram.count += one.count
}

function listAt<T>(lists: Map<string, T[]>, key: string): T[] {
  let list = lists.get(key)
  if (list === undefined) lists.set(key, (list = []))
  return list
}
