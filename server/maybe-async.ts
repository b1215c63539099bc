/** Continues at once, or when the promise resolves: most values are available and cost no promise. */
export function chain<T, U>(
  value: T | Promise<T>,
  next: (value: T) => U | Promise<U>,
): U | Promise<U> {
  // oxlint-disable-next-line promise/no-callback-in-promise -- `next` is no callback of the promise here
  return value instanceof Promise ? value.then(next) : next(value)
}
