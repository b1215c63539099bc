/** A part of a text. */
export interface Span {
  start: number
  end: number
}

/** In the order of the text. If spans overlap, the longer one is kept, or the first of two equally long ones. */
export function withoutOverlaps<T extends Span>(spans: readonly T[]): T[] {
  if (spans.length < 2) return [...spans]
  const byLength = spans
    .map((span, order) => ({ span, order }))
    .toSorted(
      (a, b) => b.span.end - b.span.start - (a.span.end - a.span.start) || a.order - b.order,
    )
  const taken = new SpanSet()
  const kept = byLength.filter(({ span }) => taken.add(span)).map(({ span }) => span)
  return kept.toSorted((a, b) => a.start - b.start)
}

/** Sorted spans that do not overlap. A class, because thousands are added one by one. */
class SpanSet {
  readonly #starts: number[] = []
  readonly #ends: number[] = []

  /** False if the span overlaps one in the set. */
  add({ start, end }: Span): boolean {
    let low = 0
    let high = this.#starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#starts[middle] ?? 0) < end) low = middle + 1
      else high = middle
    }
    if ((this.#ends[low - 1] ?? 0) > start) return false
    this.#starts.splice(low, 0, start)
    this.#ends.splice(low, 0, end)
    return true
  }
}
