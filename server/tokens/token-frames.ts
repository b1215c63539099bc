import type { TokenFrame, Family } from '../models/family.ts'

/** Claude's overhead: it counts 11 for "Hello, world!" alone. Also for unknown families. */
const DEFAULT: TokenFrame = { prompt: 3, message: 4, tools: 346, forced: 313, call: 24 }

export function frameOf(family: Family | undefined): TokenFrame {
  return family?.frame ?? DEFAULT
}
