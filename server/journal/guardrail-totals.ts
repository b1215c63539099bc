import type { GuardrailSummary, SideSummary } from '../guardrails/summary.ts'

/** What guardrails did since the start, by guardrail and side. */
export interface GuardrailSeries {
  guardrail: string
  side: 'input' | 'output'
  /** Calls by what was done. */
  actions: Record<SideSummary['action'], number>
  /** Calls in which a policy found something. */
  policies: Map<string, number>
  /** Text units by policy. */
  units: Map<string, number>
}

/** The same as plain values, for another process. */
export interface GuardrailCounts extends Omit<GuardrailSeries, 'policies' | 'units'> {
  policies: (readonly [policy: string, count: number])[]
  units: (readonly [policy: string, count: number])[]
}

/** Clients choose the ids of guardrails, so the number of series is limited. */
const MAX = 200

export class GuardrailTotals {
  readonly #series = new Map<string, GuardrailSeries>()

  count({ id, input, output }: GuardrailSummary): void {
    if (input !== undefined) this.#add(id, 'input', input)
    if (output !== undefined) this.#add(id, 'output', output)
  }

  list(): GuardrailSeries[] {
    return [...this.#series.values()]
  }

  /** Everything counted since it was last taken. */
  takeAll(): GuardrailCounts[] {
    const all = this.list().map((series) => ({
      ...series,
      policies: [...series.policies],
      units: [...series.units],
    }))
    this.#series.clear()
    return all
  }

  /** Adds what another process has counted. */
  merge(all: readonly GuardrailCounts[]): void {
    for (const { guardrail, side, actions, policies, units } of all) {
      const series = this.#seriesOf(guardrail, side)
      series.actions.NONE += actions.NONE
      series.actions.MASKED += actions.MASKED
      series.actions.BLOCKED += actions.BLOCKED
      for (const [name, count] of policies) raise(series.policies, name, count)
      for (const [name, count] of units) raise(series.units, name, count)
    }
  }

  #add(id: string, side: GuardrailSeries['side'], { action, policies, units }: SideSummary): void {
    const series = this.#seriesOf(id, side)
    series.actions[action] += 1
    for (const policy of policies) raise(series.policies, policy, 1)
    for (const [name, count] of Object.entries(units)) raise(series.units, name, count)
  }

  #seriesOf(id: string, side: GuardrailSeries['side']): GuardrailSeries {
    const own = `${side} ${id}`
    const isFull = this.#series.size >= MAX && !this.#series.has(own)
    const key = isFull ? `${side} other` : own
    let series = this.#series.get(key)
    if (series === undefined) {
      series = {
        guardrail: isFull ? 'other' : id,
        side,
        actions: { NONE: 0, MASKED: 0, BLOCKED: 0 },
        policies: new Map(),
        units: new Map(),
      }
      this.#series.set(key, series)
    }
    return series
  }
}

const raise = (counts: Map<string, number>, name: string, by: number) =>
  counts.set(name, (counts.get(name) ?? 0) + by)
