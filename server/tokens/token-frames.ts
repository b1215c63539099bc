import type { Family } from '../models/families.ts'

/** The tokens that are counted around what a caller wrote. */
export interface Frame {
  /** Around the whole. */
  prompt: number
  /** Around each message. */
  message: number
  /** Of the prompt that teaches tools; with `forced` where a call is forced. */
  tools: number
  forced: number
}

/** AWS counts 11 for a lone "Hello, world!". Claude's prompt for tools is shorter where a call is forced. */
const CLAUDE: Frame = { prompt: 3, message: 4, tools: 346, forced: 313 }

const NOVA: Frame = { prompt: 0, message: 0, tools: 372, forced: 405 }

const OPEN: Frame = { prompt: 3, message: 4, tools: 40, forced: 40 }

const LLAMA: Frame = { prompt: 31, message: 4, tools: 112, forced: 112 }

// Observed in the usage of recorded traffic, by the names of the families.
const observed: Readonly<Record<string, Frame>> = {
  'claude-4-5': { ...CLAUDE, tools: 600, forced: 600 },
  'nova-micro': NOVA,
  nova: NOVA,
  'nova-2': { prompt: 47, message: 0, tools: 845, forced: 915 },
  'titan-text': { prompt: 2, message: 0, tools: 0, forced: 0 },
  'cohere-command-r': { prompt: 0, message: 0, tools: 0, forced: 0 },
  llama: LLAMA,
  'llama-3-2-small': LLAMA,
  'llama-vision': LLAMA,
  'gpt-oss': { prompt: 63, message: 4, tools: 26, forced: 26 },
  minimax: { ...OPEN, prompt: 17 },
  glm: { ...OPEN, tools: 175, forced: 175 },
}

/** Of a model that nobody knows, and of Claude, that of Claude. */
export function frameOf(family: Family | undefined): Frame {
  if (family === undefined) return CLAUDE
  const known = observed[family.name]
  return known ?? (family.dialect.startsWith('anthropic') ? CLAUDE : OPEN)
}
