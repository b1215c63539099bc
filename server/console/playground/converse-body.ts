import type { Block } from './blocks.ts'

export interface Message {
  role: 'user' | 'assistant'
  content: readonly Block[]
}

export interface ToolSpec {
  name: string
  description?: string
  inputSchema: { json: unknown }
}

/** One of them. */
export interface ToolChoice {
  auto?: object
  any?: object
  tool?: { name: string }
}

/** The body of Converse. */
export interface ConverseBody {
  messages: readonly Message[]
  system?: readonly { text: string }[]
  inferenceConfig?: {
    maxTokens?: number
    temperature?: number
    topP?: number
    stopSequences?: readonly string[]
  }
  additionalModelRequestFields?: object
  toolConfig?: { tools: readonly { toolSpec?: ToolSpec }[]; toolChoice?: ToolChoice }
  guardrailConfig?: { guardrailIdentifier: string; guardrailVersion: string }
}
