import type { Json } from '../json.ts'
import type { Prompt } from '../neutral/prompt.ts'

/** What matchers look at: a call, or an exchange that the journal holds. */
export interface Subject {
  operation: string
  session: string
  /** Undefined where the operation has none. */
  model: { sent: string; profile?: string; foundation?: string } | undefined
  /** What the request asks for; undefined where the body cannot be read. */
  kind: Prompt['kind'] | undefined
  /** The text of the last message; empty when that holds only tool results. */
  prompt: string
  system: string
  tools: readonly string[]
  results: readonly ResultView[]
  /** Counts the user messages with text, up to the last one. */
  turn: number
  body: Json | undefined
}

export interface ResultView {
  /** The tool's name; empty when no earlier message called it. */
  name: string
  status: 'success' | 'error'
  text: string
}
