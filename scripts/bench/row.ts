/** How thoroughly to measure. */
export interface Effort {
  rounds: number
  seconds: number
}

/** One measurement. */
export interface Row {
  name: string
  value: number
  unit: string
  /** The share of the scenario's reference. */
  ratio?: number
  /** The reference, if it is not the bare server. */
  of?: string
  p99?: number
  /** CPU time of one request, in microseconds. */
  cpuUs?: number
  /** The goal: the minimum ratio, or with `max` the maximum value. */
  goal?: number
  max?: true
}
