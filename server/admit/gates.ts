import type { Call } from '../bedrock/types.ts'

/** Returns if a call may proceed, or throws AWS's error. */
export type Gate = (call: Call) => void | Promise<void>

/** Runs gates in AWS's order: authentication, authorization, quotas. Most pass at once, and cost no promise. */
export function inOrder(gates: readonly Gate[]): Gate {
  const passFrom = (first: number, call: Call): void | Promise<void> => {
    for (let at = first; at < gates.length; at++) {
      const passed = gates[at]?.(call)
      if (passed instanceof Promise) return passed.then(() => passFrom(at + 1, call))
    }
    return undefined
  }
  return (call) => passFrom(0, call)
}
