import { BadRequest } from '../event.ts'

interface Request {
  prompt: string
  system?: string
}
type Family = 'titan' | 'claude' | 'nova'

const MAX_TOKENS = 512
const TEMPERATURE = 0.5

const BODIES: Record<Family, (request: Request) => unknown> = {
  titan: ({ prompt, system }) => ({
    inputText: system === undefined ? prompt : `${system}\n\n${prompt}`,
    textGenerationConfig: { maxTokenCount: MAX_TOKENS, temperature: TEMPERATURE },
  }),
  claude: ({ prompt, system }) => ({
    anthropic_version: 'bedrock-2023-05-31',
    max_tokens: MAX_TOKENS,
    temperature: TEMPERATURE,
    ...(system !== undefined && { system }),
    messages: [{ role: 'user', content: [{ type: 'text', text: prompt }] }],
  }),
  nova: ({ prompt, system }) => ({
    schemaVersion: 'messages-v1',
    ...(system !== undefined && { system: [{ text: system }] }),
    messages: [{ role: 'user', content: [{ text: prompt }] }],
    inferenceConfig: { maxTokens: MAX_TOKENS, temperature: TEMPERATURE },
  }),
}

/** The request body in the format of the model's provider. */
export function nativeBody(modelId: string, family: string, request: Request): string {
  return JSON.stringify(BODIES[familyOf(modelId, family)](request))
}

// The ARN of an application profile does not reveal its model, so MODEL_FAMILY names the family.
function familyOf(modelId: string, family: string): Family {
  if (family in BODIES) return family as Family
  const match = (Object.keys(BODIES) as Family[]).find((name) => modelId.includes(`.${name}-`))
  if (match !== undefined) return match
  throw new BadRequest(
    `Cannot tell the model family of "${modelId}": set MODEL_FAMILY to titan, claude or nova`,
  )
}

export interface ParsedChunk {
  text?: string | undefined
  stopReason?: string | undefined
}

interface NativeChunk {
  outputText?: string
  completionReason?: string | null
  delta?: { text?: string; stop_reason?: string | null }
  contentBlockDelta?: { delta?: { text?: string } }
  messageStop?: { stopReason?: string }
}

/** The text and stop reason in one chunk. The families share no member, so the shape identifies the family. */
export function readChunk(json: string): ParsedChunk {
  const { outputText, completionReason, delta, contentBlockDelta, messageStop } = JSON.parse(
    json,
  ) as NativeChunk
  return {
    text: outputText ?? delta?.text ?? contentBlockDelta?.delta?.text,
    stopReason: completionReason ?? delta?.stop_reason ?? messageStop?.stopReason,
  }
}
