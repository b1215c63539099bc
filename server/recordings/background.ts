type Job = () => void | Promise<void>

/** Runs deferrable work in small portions, so that clients are served in between. Jobs must not throw. */
export class Background {
  readonly #jobs: Job[] = []
  readonly #idle: (() => void)[] = []
  #running = 0
  #scheduled = false

  add(job: Job): void {
    this.#jobs.push(job)
    this.#schedule()
  }

  /** Resolves when the queue is empty. */
  async done(): Promise<void> {
    while (this.#running > 0 || this.#jobs.length > 0)
      await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  #schedule(): void {
    if (this.#scheduled || this.#jobs.length === 0 || this.#running >= MAX_AT_ONCE) return
    this.#scheduled = true
    setImmediate(this.#work)
  }

  readonly #work = (): void => {
    this.#scheduled = false
    const began = performance.now()
    const portionMs = Math.min(MAX_PORTION_MS, this.#jobs.length * MS_PER_PENDING_JOB)
    do {
      const job = this.#jobs.shift()
      if (job === undefined) break
      this.#start(job)
    } while (this.#running < MAX_AT_ONCE && performance.now() - began < portionMs)
    this.#schedule()
  }

  #start(job: Job): void {
    const doing = job()
    if (doing === undefined) return this.#tellIdle()
    this.#running += 1
    void doing.finally(() => {
      this.#running -= 1
      this.#schedule()
      this.#tellIdle()
    })
  }

  #tellIdle(): void {
    if (this.#running > 0 || this.#jobs.length > 0) return
    for (const tell of this.#idle.splice(0)) tell()
  }
}

// While files are synced, creating others blocks the thread that answers: on ext4, half as many calls came through with
// sixteen at once as with two.
const MAX_AT_ONCE = 2
// With one job at a time, calls wait for one job only. With many pending jobs, portions grow, so that jobs do not wait
// forever; they remain small enough that no client notices.
const MS_PER_PENDING_JOB = 0.02
const MAX_PORTION_MS = 1
