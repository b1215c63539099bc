/** Continues at once, or when the promise resolves: most values are available and cost no promise. */
export function chain<T, U>(
  value: T | Promise<T>,
  next: (value: T) => U | Promise<U>,
): U | Promise<U> {
  // oxlint-disable-next-line promise/no-callback-in-promise -- `next` is no callback of the promise here
  return value instanceof Promise ? value.then(next) : next(value)
}

/** All values, at once if none is still to come. */
export function gathered<T>(values: readonly (T | Promise<T>)[]): readonly T[] | Promise<T[]> {
  return values.some((value) => value instanceof Promise)
    ? Promise.all(values)
    : (values as readonly T[])
}
