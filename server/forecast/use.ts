import type { Usage } from '../neutral/reply.ts'

/** What a forecast needs to know of a call. */
export interface Use {
  /** When it came, in milliseconds since 1970. */
  at: number
  /** The id or ARN as sent. */
  model: string
  status: number
  usage?: Usage
}

/** Calls of one model since a server started, from its metrics. */
export interface Total {
  model: string
  calls: number
  refused: number
  usage: Required<Omit<Usage, 'cacheDetails' | 'reasoningTokens'>>
}

/** What a file or a server tells: single calls, or only their totals. */
export type Uses = { kind: 'calls'; calls: Use[] } | { kind: 'totals'; totals: Total[] }
