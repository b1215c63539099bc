/** The server's own time, for quotas and models that become ready: tests move it on instead of waiting. */
export class Clock {
  #ahead = 0

  /** Milliseconds since 1970; it never goes back. */
  now = (): number => performance.timeOrigin + performance.now() + this.#ahead

  /** How far it was moved, in milliseconds. */
  get aheadMs(): number {
    return this.#ahead
  }

  advance(ms: number): void {
    if (!Number.isFinite(ms) || ms < 0)
      throw new TypeError(`The clock goes on by a number of milliseconds of at least 0, not ${ms}.`)
    this.#ahead += ms
  }
}

/** AWS writes times with microseconds; this clock knows milliseconds. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z')
}
