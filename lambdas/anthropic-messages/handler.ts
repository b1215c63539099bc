import { AnthropicBedrockMantle } from '@anthropic-ai/bedrock-sdk'
import { APIError } from '@anthropic-ai/sdk'
import { apiErrorResponse, errorResponse, json } from '../responses.ts'
import type { HttpResponse } from '../responses.ts'
import { readPromptRequest } from '../event.ts'
import { log } from '../log.ts'
import { numberSetting, textSetting } from '../settings.ts'

const defaultModel = textSetting('MODEL_ID', 'anthropic.claude-haiku-4-5')
const maxTokens = numberSetting('MAX_TOKENS', 256, { min: 1, max: 1_000_000, integer: true })

// As with the AWS SDK, region and credentials come from the environment. The client signs for the service
// bedrock-mantle; ANTHROPIC_BEDROCK_MANTLE_BASE_URL may name another host.
const anthropic = new AnthropicBedrockMantle({ maxRetries: 2, timeout: 30_000 })

const DEFAULT_PROMPT = "Describe the purpose of a 'hello world' program in one line."

/** The same question as in `converse`, through Anthropic's SDK and API. */
export async function handler(event: unknown): Promise<HttpResponse> {
  try {
    const { prompt, system, modelId = defaultModel } = readPromptRequest(event, DEFAULT_PROMPT)
    log.info('Calling the model', { modelId, promptLength: prompt.length })
    const { content, stop_reason, usage } = await anthropic.messages.create({
      model: modelId,
      max_tokens: maxTokens,
      ...(system !== undefined && { system }),
      messages: [{ role: 'user', content: prompt }],
    })
    log.info('Model answered', {
      stopReason: stop_reason ?? undefined,
      outputTokens: usage.output_tokens,
    })
    const reply = content.map((block) => (block.type === 'text' ? block.text : '')).join('')
    return json(200, { reply })
  } catch (error) {
    return error instanceof APIError ? apiErrorResponse(error) : errorResponse(error)
  }
}
