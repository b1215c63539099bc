import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { shortErrorResponse, json, textOf } from '../responses.ts'
import type { HttpResponse } from '../responses.ts'
import { bedrockRuntime } from '../client.ts'
import { readPromptRequest } from '../event.ts'
import { textSetting } from '../settings.ts'

const defaultModel = textSetting('MODEL_ID', 'amazon.nova-lite-v1:0')
const bedrock = bedrockRuntime(55)

const DEFAULT_PROMPT = 'Explain in three sentences why streaming makes a chat feel faster.'

/** Compare with converse-stream: here the caller sees nothing before the answer is complete. */
export async function handler(event: unknown): Promise<HttpResponse> {
  try {
    const { prompt, system, modelId = defaultModel } = readPromptRequest(event, DEFAULT_PROMPT)
    const { output } = await bedrock.send(
      new ConverseCommand({
        modelId,
        messages: [{ role: 'user', content: [{ text: prompt }] }],
        ...(system !== undefined && { system: [{ text: system }] }),
        inferenceConfig: { maxTokens: 512, temperature: 0.5, topP: 0.9 },
      }),
    )
    return json(200, { reply: textOf(output?.message?.content) })
  } catch (error) {
    return shortErrorResponse(error)
  }
}
