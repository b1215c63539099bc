import { ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { errorResponse, json } from '../responses.ts'
import type { HttpResponse } from '../responses.ts'
import { bedrockRuntime } from '../client.ts'
import { readPromptRequest } from '../event.ts'
import type { PromptRequest } from '../event.ts'
import { log } from '../log.ts'
import { inferenceSettings, numberSetting, textSetting } from '../settings.ts'
import { BrokenStream, eventsOf } from '../stream.ts'

const region = textSetting('AWS_REGION', 'us-east-1')
const defaultModel = textSetting('MODEL_ID', 'amazon.nova-lite-v1:0')
const inferenceConfig = inferenceSettings({ maxTokens: 512, temperature: 0.5, topP: 0.9 })
const bedrock = bedrockRuntime(numberSetting('READ_TIMEOUT_SEC', 55, { min: 1, max: 900 }))

const DEFAULT_PROMPT = 'Explain in three sentences why streaming makes a chat feel faster.'

/** Compare with converse-once: the text arrives in chunks, and the log shows when. */
export async function handler(event: unknown): Promise<HttpResponse> {
  try {
    return json(200, await stream(readPromptRequest(event, DEFAULT_PROMPT)))
  } catch (error) {
    return errorResponse(error)
  }
}

async function stream({ prompt, system, modelId = defaultModel }: PromptRequest) {
  log.info('Stream started', { modelId, region, promptLength: prompt.length })
  const response = await bedrock.send(
    new ConverseStreamCommand({
      modelId,
      messages: [{ role: 'user', content: [{ text: prompt }] }],
      ...(system !== undefined && { system: [{ text: system }] }),
      inferenceConfig,
    }),
  )
  const chunks: string[] = []
  let stopReason: string | undefined
  for await (const event of eventsOf(response.stream)) {
    log.info('Event', { type: Object.keys(event)[0] })
    const text = event.contentBlockDelta?.delta?.text
    if (text !== undefined) {
      log.info('Text chunk', { index: chunks.length, text })
      chunks.push(text)
    }
    stopReason ??= event.messageStop?.stopReason
  }
  if (stopReason === undefined) {
    throw new BrokenStream('The response stream ended before the message did')
  }
  log.info('Stream ended', { stopReason, chunks: chunks.length })
  return { reply: chunks.join(''), modelId, stopReason }
}
