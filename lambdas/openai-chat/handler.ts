import OpenAI, { APIError } from 'openai'
import { bedrock } from 'openai/providers/bedrock/aws'
import { apiErrorResponse, errorResponse, json } from '../responses.ts'
import type { HttpResponse } from '../responses.ts'
import { readPromptRequest } from '../event.ts'
import { log } from '../log.ts'
import { numberSetting, textSetting } from '../settings.ts'

const defaultModel = textSetting('MODEL_ID', 'openai.gpt-5.6-luna')
const maxTokens = numberSetting('MAX_TOKENS', 256, { min: 1, max: 1_000_000, integer: true })

// Region and credentials come from the environment, as with the AWS SDK. The client signs for the service
// bedrock-mantle; AWS_BEDROCK_BASE_URL may name another host.
const openai = new OpenAI({ provider: bedrock(), maxRetries: 2, timeout: 30_000 })

const DEFAULT_PROMPT = "Describe the purpose of a 'hello world' program in one line."

/** The same question as in `converse`, through OpenAI's SDK and API. */
export async function handler(event: unknown): Promise<HttpResponse> {
  try {
    const { prompt, system, modelId = defaultModel } = readPromptRequest(event, DEFAULT_PROMPT)
    log.info('Calling the model', { modelId, promptLength: prompt.length })
    const { choices, usage } = await openai.chat.completions.create({
      model: modelId,
      max_completion_tokens: maxTokens,
      messages: [
        ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
        { role: 'user', content: prompt },
      ],
    })
    const [choice] = choices
    log.info('Model answered', {
      stopReason: choice?.finish_reason,
      outputTokens: usage?.completion_tokens,
    })
    return json(200, { reply: choice?.message.content ?? '' })
  } catch (error) {
    return error instanceof APIError ? apiErrorResponse(error) : errorResponse(error)
  }
}
