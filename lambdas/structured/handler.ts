import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import type { Message } from '@aws-sdk/client-bedrock-runtime'
import { bedrockRuntime } from '../client.ts'
import { readPromptRequest } from '../event.ts'
import { log } from '../log.ts'
import { errorResponse, json } from '../responses.ts'
import type { HttpResponse } from '../responses.ts'
import { inferenceSettings, textSetting } from '../settings.ts'
import { modeFor, repairRequest, requestFor, valueIn } from './modes.ts'
import { recipeSchema, violations } from './schema.ts'

const defaultModel = textSetting('MODEL_ID', 'amazon.nova-lite-v1:0')
const inferenceConfig = inferenceSettings({ maxTokens: 512, temperature: 0.2 })
const bedrock = bedrockRuntime()

const DEFAULT_PROMPT = 'Give me a recipe for pancakes.'

/** JSON that follows a schema: requested from the model, validated, and corrected by the model once if need be. */
export async function handler(event: unknown): Promise<HttpResponse> {
  try {
    const { prompt, modelId = defaultModel } = readPromptRequest(event, DEFAULT_PROMPT)
    const mode = modeFor(modelId)
    const messages: Message[] = [{ role: 'user', content: [{ text: prompt }] }]
    log.info('Calling the model', { modelId, mode, promptLength: prompt.length })
    let problems: string[] = []
    for (const repaired of [false, true]) {
      const response = await bedrock.send(
        new ConverseCommand({ modelId, messages, inferenceConfig, ...requestFor(mode) }),
      )
      const { stopReason, output } = response
      const value = valueIn(response, mode)
      problems = value === undefined ? ['$ must be JSON'] : violations(value, recipeSchema)
      if (problems.length === 0) return json(200, { recipe: value, mode, repaired })
      log.warn('The answer does not follow the schema', { stopReason, problems: problems.length })
      const answer = output?.message?.content ?? []
      // A truncated answer would be truncated again, and an empty one cannot be sent back.
      if (stopReason === 'max_tokens') problems = ['the answer was cut off by maxTokens']
      if (stopReason === 'max_tokens' || answer.length === 0) break
      messages.push({ role: 'assistant', content: answer })
      messages.push({ role: 'user', content: repairRequest(answer, problems) })
    }
    return json(502, { error: 'The model did not follow the schema', problems })
  } catch (error) {
    return errorResponse(error)
  }
}
