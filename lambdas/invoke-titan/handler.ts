import { InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime'
import { failedPlainly, json } from '../answers.ts'
import type { HttpAnswer } from '../answers.ts'
import { bedrockRuntime } from '../client.ts'
import { readAsk } from '../event.ts'
import { textSetting } from '../settings.ts'

const defaultModel = textSetting('MODEL_ID', 'amazon.titan-text-express-v1')
const bedrock = bedrockRuntime()

const QUESTION = "Describe the purpose of a 'hello world' program in one line."

interface TitanAnswer {
  results?: { outputText?: string }[]
}

/** InvokeModel takes and gives each provider's own JSON; this is Titan's. */
export async function handler(event: unknown): Promise<HttpAnswer> {
  try {
    const { prompt: inputText, modelId = defaultModel } = readAsk(event, QUESTION)
    const textGenerationConfig = { maxTokenCount: 512, temperature: 0.5 }
    const { body } = await bedrock.send(
      new InvokeModelCommand({
        modelId,
        contentType: 'application/json',
        accept: 'application/json',
        body: JSON.stringify({ inputText, textGenerationConfig }),
      }),
    )
    const { results } = JSON.parse(body.transformToString()) as TitanAnswer
    return json(200, { modelId, inputText, outputText: results?.[0]?.outputText ?? '' })
  } catch (error) {
    return failedPlainly(error)
  }
}
