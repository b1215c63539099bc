import type { Json } from '../json.ts'
import type { Prompt } from '../neutral/prompt.ts'

/** What matchers examine: a call, or an exchange from the journal. */
export interface Subject {
  operation: string
  session: string
  /** Undefined if the operation has no model. */
  model: { sent: string; profile?: string; foundation?: string } | undefined
  /** The kind of the request; undefined if the body cannot be parsed. */
  kind: Prompt['kind'] | undefined
  /** The text of the last message; empty if it contains only tool results. */
  prompt: string
  system: string
  tools: readonly string[]
  results: readonly ResultView[]
  /** The number of user messages with text, up to the last one. */
  turn: number
  body: Json | undefined
}

export interface ResultView {
  /** The tool's name; empty if no earlier message called it. */
  name: string
  status: 'success' | 'error'
  text: string
}
