/**
 * A token bucket that refills once per period, as on AWS: with 60 a minute, all 60 may be used at once, and the next
 * 60 arrive a minute after the first call. Overdrafts are deducted from the next refill.
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

  /** Takes an amount, even if that overdraws the bucket; returns the current period. */
  take(amount: number, now: number): number {
    this.#fill(now)
    if (this.#left === this.limit) this.#since = now
    this.#left -= amount
    return this.#since
  }

  /** Corrects an earlier amount. Nothing is returned to a period that is over, because the bucket has been refilled. */
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
