const TICK_MS = 2

/** One timer for all scheduled work: thousands of paced streams cost one wake-up per tick, not one each. */
export class Wheel {
  #slots = new Map<number, (() => void)[]>()
  #waiting = 0
  #timer: NodeJS.Timeout | undefined
  #done = 0

  /** Calls back at the given `performance.now()` time, or up to one tick later. */
  at(due: number, callback: () => void): void {
    const now = Math.floor(performance.now() / TICK_MS)
    if (this.#waiting === 0) this.#done = now
    const tick = Math.max(Math.ceil(due / TICK_MS), this.#done + 1)
    const slot = this.#slots.get(tick)
    if (slot === undefined) this.#slots.set(tick, [callback])
    else slot.push(callback)
    this.#waiting++
    this.#timer ??= setInterval(this.#turn, TICK_MS).unref()
  }

  #turn = (): void => {
    const now = Math.floor(performance.now() / TICK_MS)
    while (this.#done < now) {
      this.#done++
      const slot = this.#slots.get(this.#done)
      if (slot === undefined) continue
      this.#slots.delete(this.#done)
      this.#waiting -= slot.length
      for (const callback of slot) callback()
    }
    if (this.#waiting === 0) {
      clearInterval(this.#timer)
      this.#timer = undefined
    }
  }
}
