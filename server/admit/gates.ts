import type { Call } from '../bedrock/types.ts'

/** Lets a call pass, or throws what AWS answers instead. */
export type Gate = (call: Call) => void | Promise<void>

/** The gates one after the other, in AWS's order: who calls, may they, is there room. */
export function inOrder(gates: readonly Gate[]): Gate {
  if (gates.length === 0) return () => undefined
  return async (call) => {
    for (const gate of gates) {
      const passed = gate(call)
      if (passed instanceof Promise) await passed
    }
  }
}
