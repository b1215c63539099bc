import { InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime'
import { shortErrorResponse, json } from '../responses.ts'
import type { HttpResponse } from '../responses.ts'
import { bedrockRuntime } from '../client.ts'
import { readPromptRequest } from '../event.ts'
import { textSetting } from '../settings.ts'

const defaultModel = textSetting('MODEL_ID', 'amazon.titan-text-express-v1')
const bedrock = bedrockRuntime()

const DEFAULT_PROMPT = "Describe the purpose of a 'hello world' program in one line."

interface TitanAnswer {
  results?: { outputText?: string }[]
}

/** InvokeModel uses each provider's own JSON format; this is Titan's. */
export async function handler(event: unknown): Promise<HttpResponse> {
  try {
    const { prompt: inputText, modelId = defaultModel } = readPromptRequest(event, DEFAULT_PROMPT)
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
    return shortErrorResponse(error)
  }
}
