/**
 * A token bucket that is filled once a period, as AWS renews its quotas: 60 a minute are 60 at once if need be, and
 * the next 60 come a minute after the first. What was overdrawn is taken from the next filling.
 */
export class Bucket {
  readonly limit: number
  readonly periodMs: number
  #left: number
  #since: number

  constructor(limit: number, periodMs: number, now: number) {
    this.limit = limit
    this.periodMs = periodMs
    this.#left = limit
    this.#since = now
  }

  has(amount: number, now: number): boolean {
    this.#fill(now)
    return this.#left >= amount
  }

  /** Takes it, whether or not it is there; returns the period it was taken in. */
  take(amount: number, now: number): number {
    this.#fill(now)
    if (this.#left === this.limit) this.#since = now
    this.#left -= amount
    return this.#since
  }

  /** Corrects what was taken. A period that is over gets nothing back: it was filled since. */
  correct(more: number, takenIn: number, now: number): void {
    this.#fill(now)
    if (more < 0 && takenIn !== this.#since) return
    this.#left = Math.min(this.limit, this.#left - more)
  }

  state(now: number): { limit: number; left: number; filledInMs: number } {
    this.#fill(now)
    const full = this.#left === this.limit
    return {
      limit: this.limit,
      left: Math.max(0, this.#left),
      filledInMs: full ? 0 : Math.ceil(this.#since + this.periodMs - now),
    }
  }

  #fill(now: number): void {
    const periods = Math.floor((now - this.#since) / this.periodMs)
    if (periods < 1) return
    this.#since += periods * this.periodMs
    this.#left = Math.min(this.limit, this.#left + periods * this.limit)
  }
}
