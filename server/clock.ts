/** The server's own time, for quotas and models that become ready: tests move it on instead of waiting. */
export class Clock {
  #ahead = 0
  readonly #advanced: (() => void) | undefined

  /** `advanced` is called when the clock has moved. */
  constructor(advanced?: () => void) {
    this.#advanced = advanced
  }

  /** Milliseconds since 1970; it never goes back. */
  now = (): number => performance.timeOrigin + performance.now() + this.#ahead

  /** How far it was moved, in milliseconds. */
  get aheadMs(): number {
    return this.#ahead
  }

  advance(ms: number): void {
    if (!Number.isFinite(ms) || ms < 0)
      throw new TypeError(
        `The clock can only be advanced by at least 0 milliseconds, not by ${ms}.`,
      )
    this.#ahead += ms
    this.#advanced?.()
  }
}

const sinceBoot = (): number => {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1_000 + nanoseconds / 1_000_000
}
const before = sinceBoot() - performance.now()

/** Milliseconds of a clock that all processes of this machine share; it never goes back. */
export const machineNow = (): number => before + performance.now()

/** AWS writes times with microseconds; this clock knows milliseconds. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z')
}
