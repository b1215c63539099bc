import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { describeBedrockError, textOf } from '../responses.ts'
import type { HttpResponse } from '../responses.ts'
import { bedrockRuntime } from '../client.ts'
import { textSetting } from '../settings.ts'

const modelId = textSetting('MODEL_ID', 'amazon.nova-micro-v1:0')
const bedrock = bedrockRuntime()

const DEFAULT_PROMPT = "Describe the purpose of a 'hello world' program in one line."

/** The smallest useful call: one fixed question, one answer. */
export async function handler(): Promise<HttpResponse> {
  try {
    const { output } = await bedrock.send(
      new ConverseCommand({
        modelId,
        messages: [{ role: 'user', content: [{ text: DEFAULT_PROMPT }] }],
        inferenceConfig: { maxTokens: 256, temperature: 0.2, topP: 0.9 },
      }),
    )
    return text(200, textOf(output?.message?.content))
  } catch (error) {
    const reason = describeBedrockError(error)
    if (reason === undefined) throw error
    return text(500, `Can't invoke '${modelId}'. Reason: ${reason}`)
  }
}

function text(statusCode: number, body: string): HttpResponse {
  return { statusCode, headers: { 'content-type': 'text/plain; charset=utf-8' }, body }
}
