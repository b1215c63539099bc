/** Workers that have ended in this time are a series. */
const WITHIN_MS = 60_000
/** After a series of so many for each worker, those that take their place will end, too. */
const MAX_EACH = 3

/** Workers that ended without being told to. */
export class WorkerSeries {
  readonly #max: number
  readonly #tooMany: (why: string) => void
  #at: number[] = []

  constructor(workers: number, tooMany: (why: string) => void) {
    this.#max = MAX_EACH * workers
    this.#tooMany = tooMany
  }

  /** Whether another one may take the place of one that has ended. */
  add(how: string, now: number = Date.now()): boolean {
    this.#at = [...this.#at.filter((at) => at > now - WITHIN_MS), now]
    const { length } = this.#at
    if (length <= this.#max) return true
    this.#tooMany(`${length} workers have ended within a minute, the last one with ${how}.`)
    return false
  }
}
