import { setFlagsFromString } from 'node:v8'

/**
 * Runs work whose objects nearly all stay, such as reading thousands of recordings. The engine takes them for many short-lived
 * ones, and would grow the room for those to 32 MB, which it never gives back.
 */
export async function withSteadyHeap<T>(work: () => Promise<T>): Promise<T> {
  setFlagsFromString('--semi-space-growth-factor=1')
  try {
    return await work()
  } finally {
    setFlagsFromString('--semi-space-growth-factor=2')
  }
}
