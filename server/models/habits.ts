import type { Family } from './families.ts'

/** How the answers of a family look on the wire, where they differ from the others'. */
export interface Habits {
  /** Converse writes `"type":"tool_use"` into toolUse blocks. */
  namesToolUse?: true
  /** Converse sends the cache's figures though no cache was asked for. */
  alwaysCacheUsage?: true
  /** InvokeModel counts cached tokens in its headers and metrics, be it 0; other families only once a cache was used. */
  countsCache?: true
  /** Calls of tools are named after the tool and counted; elsewhere their ids are random. */
  countsCalls?: true
  /** A stream that reasons opens with an empty text block. */
  emptyFirstBlock?: true
}

const CLAUDE: Habits = { alwaysCacheUsage: true }
const CLAUDE_NAMES: Habits = { ...CLAUDE, namesToolUse: true }

// Observed in recorded traffic, by the names of the families.
const observed: Readonly<Record<string, Habits>> = {
  'claude-3-7': CLAUDE,
  'claude-4': CLAUDE,
  'claude-4-5': CLAUDE_NAMES,
  'claude-5': CLAUDE_NAMES,
  claude: CLAUDE_NAMES,
  'nova-micro': { countsCache: true },
  nova: { countsCache: true },
  'nova-2': { countsCache: true, namesToolUse: true },
  'gpt-oss': { emptyFirstBlock: true },
  'kimi-k2': { countsCalls: true },
  kimi: { countsCalls: true },
}

const NONE: Habits = {}

export function habitsOf(family: Family | undefined): Habits {
  return (family !== undefined && observed[family.name]) || NONE
}
