import type { Usage } from '../neutral/reply.ts'

/** The data of a call for a forecast. */
export interface Use {
  /** When it arrived, in milliseconds since 1970. */
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

/** The data of a file or server: single calls, or only totals. */
export type Uses = { kind: 'calls'; calls: Use[] } | { kind: 'totals'; totals: Total[] }
