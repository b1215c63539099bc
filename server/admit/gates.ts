import type { Call } from '../bedrock/types.ts'

/** Returns if a call may proceed, or throws AWS's error. */
export type Gate = (call: Call) => void | Promise<void>

/** Runs gates in AWS's order: authentication, authorization, quotas. */
export function inOrder(gates: readonly Gate[]): Gate {
  if (gates.length === 0) return () => undefined
  return async (call) => {
    for (const gate of gates) {
      const passed = gate(call)
      if (passed instanceof Promise) await passed
    }
  }
}
