import { heldBack } from './held-back.ts'

/** Watches an arriving text for stop sequences. Text that may be the start of one is held back. */
export class StopWatcher {
  readonly #sequences: readonly string[]
  #rest = ''
  /** The sequence that was found; it and the text after it are dropped. */
  stop: string | undefined

  constructor(sequences: readonly string[]) {
    this.#sequences = sequences.filter((sequence) => sequence !== '')
  }

  /** The text that may be sent. */
  push(text: string): string {
    if (this.#sequences.length === 0) return text
    if (this.stop !== undefined) return ''
    this.#rest += text
    const found = this.#first()
    if (found !== undefined) {
      this.stop = found.sequence
      const before = this.#rest.slice(0, found.at)
      this.#rest = ''
      return before
    }
    const safe = this.#rest.length - heldBack(this.#rest, this.#sequences)
    const sent = this.#rest.slice(0, safe)
    this.#rest = this.#rest.slice(safe)
    return sent
  }

  /** The held-back text, at the end. */
  flush(): string {
    const text = this.#rest
    this.#rest = ''
    return text
  }

  #first(): { at: number; sequence: string } | undefined {
    let first: { at: number; sequence: string } | undefined
    for (const sequence of this.#sequences) {
      const at = this.#rest.indexOf(sequence)
      if (at >= 0 && (first === undefined || at < first.at)) first = { at, sequence }
    }
    return first
  }
}
