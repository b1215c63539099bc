interface Sample {
  namespace: string
  metric: string
  unit: string
  value: number
  dimensions: Readonly<Record<string, string>>
}

/** All values of one metric of one function, with equal dimensions. */
export interface FunctionSeries extends Omit<Sample, 'value'> {
  fn: string
  count: number
  sum: number
}

// Functions choose their dimensions, and may use a different one in every call.
const MAX_SERIES = 1_000

/** The metrics that functions have logged since the start. */
export class FunctionMetrics {
  #series = new Map<string, FunctionSeries>()

  add(fn: string, { value, ...sample }: Sample): void {
    const key = JSON.stringify([fn, sample.namespace, sample.metric, sample.dimensions])
    const series = this.#series.get(key) ?? { fn, ...sample, count: 0, sum: 0 }
    if (series.count === 0) {
      if (this.#series.size >= MAX_SERIES) return
      this.#series.set(key, series)
    }
    series.count += 1
    series.sum += value
  }

  list(): FunctionSeries[] {
    return [...this.#series.values()]
  }
}
