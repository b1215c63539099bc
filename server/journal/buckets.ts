/** Upper bounds of the buckets that times are counted in, in seconds. */
export const BUCKETS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
]

/** The bucket of a time; one more than there are bounds for what is larger. */
export function bucketOf(ms: number): number {
  const seconds = ms / 1_000
  let at = 0
  while (at < BUCKETS.length && seconds > (BUCKETS[at] ?? 0)) at++
  return at
}
