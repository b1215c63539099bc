import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { bedrockFailure, textOf } from '../answers.ts'
import type { HttpAnswer } from '../answers.ts'
import { bedrockRuntime } from '../client.ts'
import { textSetting } from '../settings.ts'

const modelId = textSetting('MODEL_ID', 'amazon.nova-micro-v1:0')
const bedrock = bedrockRuntime()

const QUESTION = "Describe the purpose of a 'hello world' program in one line."

/** The smallest useful call: one fixed question, one answer. */
export async function handler(): Promise<HttpAnswer> {
  try {
    const { output } = await bedrock.send(
      new ConverseCommand({
        modelId,
        messages: [{ role: 'user', content: [{ text: QUESTION }] }],
        inferenceConfig: { maxTokens: 256, temperature: 0.2, topP: 0.9 },
      }),
    )
    return text(200, textOf(output?.message?.content))
  } catch (error) {
    const reason = bedrockFailure(error)
    if (reason === undefined) throw error
    return text(500, `Can't invoke '${modelId}'. Reason: ${reason}`)
  }
}

function text(statusCode: number, body: string): HttpAnswer {
  return { statusCode, headers: { 'content-type': 'text/plain; charset=utf-8' }, body }
}
