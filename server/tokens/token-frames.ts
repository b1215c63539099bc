import type { TokenFrame, Family } from '../models/family.ts'

/** What Claude counts: 11 for a lone "Hello, world!". Models of no known family count like it. */
const DEFAULT: TokenFrame = { prompt: 3, message: 4, tools: 346, forced: 313, call: 24 }

export function frameOf(family: Family | undefined): TokenFrame {
  return family?.frame ?? DEFAULT
}
