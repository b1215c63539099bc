/** Reads from a connection; each browser has other words for one that was closed. */
export const received = <T>(reading: Promise<T>): Promise<T> =>
  reading.catch(() => {
    throw new Error('The connection was closed before the answer was complete.')
  })
