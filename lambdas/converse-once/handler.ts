import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { failedPlainly, json, textOf } from '../answers.ts'
import type { HttpAnswer } from '../answers.ts'
import { bedrockRuntime } from '../client.ts'
import { readAsk } from '../event.ts'
import { textSetting } from '../settings.ts'

const defaultModel = textSetting('MODEL_ID', 'amazon.nova-lite-v1:0')
const bedrock = bedrockRuntime(55)

const QUESTION = 'Explain in three sentences why streaming makes a chat feel faster.'

/** One half of a comparison: nothing is seen before the whole answer is there. */
export async function handler(event: unknown): Promise<HttpAnswer> {
  try {
    const { prompt, system, modelId = defaultModel } = readAsk(event, QUESTION)
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
    return failedPlainly(error)
  }
}
