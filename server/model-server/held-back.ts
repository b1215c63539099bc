/** The length of the longest suffix of a text that may be the start of a sequence. */
export function heldBack(text: string, sequences: readonly string[]): number {
  let longest = 0
  for (const sequence of sequences) {
    const max = Math.min(sequence.length - 1, text.length)
    for (let length = max; length > longest; length--) {
      if (sequence.startsWith(text.slice(text.length - length))) longest = length
    }
  }
  return longest
}
