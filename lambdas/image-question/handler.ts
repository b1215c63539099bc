import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import { bedrockRuntime } from '../client.ts'
import { readFields, readPromptRequest } from '../event.ts'
import { log } from '../log.ts'
import { errorResponse, json, textOf } from '../responses.ts'
import type { HttpResponse } from '../responses.ts'
import { inferenceSettings, textSetting } from '../settings.ts'
import { readMedia } from './media.ts'

const defaultModel = textSetting('MODEL_ID', 'amazon.nova-lite-v1:0')
const inferenceConfig = inferenceSettings({ maxTokens: 256, temperature: 0.2 })
const bedrock = bedrockRuntime(60)

const DEFAULT_PROMPT =
  'Which year has the tallest bar, and how many books does the table give for it?'

/** A question about an image and a document. Content blocks of several kinds make up one message. */
export async function handler(event: unknown): Promise<HttpResponse> {
  try {
    const { prompt, modelId = defaultModel } = readPromptRequest(event, DEFAULT_PROMPT)
    const { blocks, summary } = readMedia(readFields(event))
    log.info('Calling the model', { modelId, promptLength: prompt.length, ...summary })
    const { output, usage } = await bedrock.send(
      new ConverseCommand({
        modelId,
        // A document needs a text in the same message.
        messages: [{ role: 'user', content: [...blocks, { text: prompt }] }],
        inferenceConfig,
      }),
    )
    return json(200, {
      reply: textOf(output?.message?.content),
      ...summary,
      inputTokens: usage?.inputTokens,
    })
  } catch (error) {
    return errorResponse(error)
  }
}
