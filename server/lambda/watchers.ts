import type { FunctionError } from './messages.ts'

/** What happens to a call of a function while it runs. */
export type CallEvent =
  | { type: 'begin'; requestId: string; at: number; cold: boolean }
  | { type: 'log'; requestId: string; text: string }
  | {
      type: 'end'
      requestId: string
      at: number
      durationMs: number
      initMs?: number
      error?: FunctionError
    }

type Watch = (event: CallEvent) => void

/** The followers of the calls of functions. */
export class Watchers {
  readonly #byFunction = new Map<string, Set<Watch>>()

  /** Calls back with everything that happens to the function's calls; returns a function that stops it. */
  watch(fn: string, watch: Watch): () => void {
    const watches = this.#byFunction.get(fn) ?? new Set()
    this.#byFunction.set(fn, watches.add(watch))
    return () => {
      watches.delete(watch)
      if (watches.size === 0) this.#byFunction.delete(fn)
    }
  }

  tell(fn: string, event: CallEvent): void {
    for (const watch of this.#byFunction.get(fn) ?? []) watch(event)
  }
}
