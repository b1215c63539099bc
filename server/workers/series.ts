/** Workers that end within this time form a series. */
const WITHIN_MS = 60_000
/** After this many per worker, their replacements will end too. */
const MAX_EACH = 3

/** Workers that ended unexpectedly. */
export class WorkerSeries {
  readonly #max: number
  readonly #tooMany: (why: string) => void
  #at: number[] = []

  constructor(workers: number, tooMany: (why: string) => void) {
    this.#max = MAX_EACH * workers
    this.#tooMany = tooMany
  }

  /** Whether a worker that has ended may be replaced. */
  add(how: string, now: number = Date.now()): boolean {
    this.#at = [...this.#at.filter((at) => at > now - WITHIN_MS), now]
    const { length } = this.#at
    if (length <= this.#max) return true
    this.#tooMany(`${length} workers have ended within a minute, the last one with ${how}.`)
    return false
  }
}
