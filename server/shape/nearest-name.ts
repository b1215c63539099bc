/** `; did you mean X?` with the closest known name; empty if none is close. */
export function didYouMean(
  name: string,
  known: readonly string[],
  show = (near: string) => near,
): string {
  const near = nearestName(name, known) ?? (name === '' ? undefined : beginning(name, known))
  return near === undefined ? '' : `; did you mean ${show(near)}?`
}

const beginning = (name: string, known: readonly string[]) =>
  known.find((one) => one.startsWith(name.toLowerCase()))

/** The closest known name; undefined if none is close. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const wanted = name.toLowerCase()
  let best: string | undefined
  // Up to a third of the letters may differ; a transposition counts as two.
  let min = Math.ceil(name.length / 3) + 1
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= min) continue
    const distance = edits(wanted, candidate.toLowerCase())
    if (distance < min) [best, min] = [candidate, distance]
  }
  return best
}

/** The Levenshtein distance. */
function edits(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(change, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    previous = row
  }
  return previous[b.length] ?? 0
}
