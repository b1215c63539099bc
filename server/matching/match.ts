import type { JsonObject } from '../json.ts'
import type { TextMatch } from './text.ts'

/** Which calls a fixture or fault applies to, as written: every given member must match. */
export interface Match {
  operation?: string | readonly string[]
  model?: string | readonly string[]
  prompt?: TextMatch
  system?: TextMatch
  tools?: readonly string[]
  toolResult?: string | ToolResultMatch
  turn?: number
  body?: JsonObject
  session?: string
}

export interface ToolResultMatch {
  name?: string
  status?: 'success' | 'error'
  text?: TextMatch
}
