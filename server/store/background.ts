type Job = () => void | Promise<void>

/**
 * Work that can wait: one job begins in a turn of the event loop, whatever comes from clients in the same turn is
 * served too, and the busier they keep the server, the fewer turns there are. Jobs do not throw.
 */
export class Background {
  readonly #jobs: Job[] = []
  readonly #idle: (() => void)[] = []
  #running = 0
  #scheduled = false

  add(job: Job): void {
    this.#jobs.push(job)
    this.#schedule()
  }

  /** Resolves when nothing is left to do. */
  async done(): Promise<void> {
    while (this.#running > 0 || this.#jobs.length > 0)
      await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  #schedule(): void {
    if (this.#scheduled || this.#jobs.length === 0 || this.#running >= MOST_AT_ONCE) return
    this.#scheduled = true
    setImmediate(this.#work)
  }

  readonly #work = (): void => {
    this.#scheduled = false
    const job = this.#jobs.shift()
    if (job === undefined) return
    this.#running += 1
    void Promise.resolve(job()).finally(() => {
      this.#running -= 1
      this.#schedule()
      if (this.#running === 0 && this.#jobs.length === 0)
        for (const tell of this.#idle.splice(0)) tell()
    })
    this.#schedule()
  }
}

const MOST_AT_ONCE = 4
