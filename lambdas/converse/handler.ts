import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { errorResponse, json, textOf } from '../responses.ts'
import type { HttpResponse } from '../responses.ts'
import { bedrockRuntime } from '../client.ts'
import { readPromptRequest } from '../event.ts'
import { log } from '../log.ts'
import { inferenceSettings, textSetting } from '../settings.ts'

const region = textSetting('AWS_REGION', 'us-east-1')
const defaultModel = textSetting('MODEL_ID', 'amazon.nova-micro-v1:0')
const inferenceConfig = inferenceSettings({ maxTokens: 256, temperature: 0.2, topP: 0.9 })
const bedrock = bedrockRuntime(30)

const DEFAULT_PROMPT = "Describe the purpose of a 'hello world' program in one line."

/** One question. Everything that differs between deployments comes from the environment. */
export async function handler(event: unknown): Promise<HttpResponse> {
  try {
    const { prompt, system, modelId = defaultModel } = readPromptRequest(event, DEFAULT_PROMPT)
    log.info('Calling the model', { modelId, region, promptLength: prompt.length })
    const { output, stopReason, usage } = await bedrock.send(
      new ConverseCommand({
        modelId,
        messages: [{ role: 'user', content: [{ text: prompt }] }],
        ...(system !== undefined && { system: [{ text: system }] }),
        inferenceConfig,
      }),
    )
    log.info('Model answered', { stopReason, outputTokens: usage?.outputTokens })
    return json(200, { reply: textOf(output?.message?.content) })
  } catch (error) {
    return errorResponse(error)
  }
}
