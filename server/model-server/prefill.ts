/** Drops the beginning of an answer that a server repeats from the request; some do, others go on after it. */
export class Unprefilled {
  readonly #prefill: string
  #rest = ''
  #isDone: boolean

  constructor(prefill: string) {
    this.#prefill = prefill
    this.#isDone = prefill === ''
  }

  push(text: string): string {
    if (this.#isDone) return text
    this.#rest += text
    const isShort = this.#rest.length < this.#prefill.length
    if (isShort && this.#prefill.startsWith(this.#rest)) return ''
    this.#isDone = true
    const whole = this.flush()
    return whole.startsWith(this.#prefill) ? whole.slice(this.#prefill.length) : whole
  }

  /** The held-back text, at the end. */
  flush(): string {
    const text = this.#rest
    this.#rest = ''
    return text
  }
}
