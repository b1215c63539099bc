import type { JsonObject } from '../json.ts'
import type { TextMatch } from './text.ts'

/** Which calls are meant, as people write it in fixtures and faults: every given member must hold. */
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
