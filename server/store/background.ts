type Job = () => void | Promise<void>

/** Work that can wait: the calls that go on meanwhile come first. Jobs do not throw. */
export class Background {
  readonly #hurry: () => boolean
  readonly #jobs: Job[] = []
  readonly #idle: (() => void)[] = []
  #running = 0
  #next: NodeJS.Timeout | NodeJS.Immediate | undefined
  #restUntil = 0

  /** `hurry`: whether there is nobody to be held up. */
  constructor(hurry: () => boolean) {
    this.#hurry = hurry
  }

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
    if (this.#next !== undefined || this.#jobs.length === 0) return
    if (this.#running >= MOST_AT_ONCE) return
    const free = this.#hurry() || this.#jobs.length > MOST_WAITING
    const rest = free ? 0 : this.#restUntil - performance.now()
    this.#next = rest > 0 ? setTimeout(this.#work, rest) : setImmediate(this.#work)
  }

  readonly #work = (): void => {
    this.#next = undefined
    const job = this.#jobs.shift()
    if (job === undefined) return
    const began = performance.now()
    this.#running += 1
    void Promise.resolve(job()).finally(() => {
      this.#running -= 1
      this.#schedule()
      if (this.#running === 0 && this.#jobs.length === 0)
        for (const tell of this.#idle.splice(0)) tell()
    })
    // As long as the job kept the server busy, it is then left to calls.
    const ended = performance.now()
    this.#restUntil = ended + (ended - began)
    this.#schedule()
  }
}

const MOST_AT_ONCE = 4
/** More than this is too much to hold in memory: it is done at once. */
const MOST_WAITING = 4_000
