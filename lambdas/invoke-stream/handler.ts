import { InvokeModelWithResponseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { errorResponse, json } from '../responses.ts'
import type { HttpResponse } from '../responses.ts'
import { bedrockRuntime } from '../client.ts'
import { readPromptRequest } from '../event.ts'
import type { PromptRequest } from '../event.ts'
import { textSetting } from '../settings.ts'
import { BrokenStream, eventsOf } from '../stream.ts'
import { nativeBody, readChunk } from './native.ts'

const defaultModel = textSetting('MODEL_ID', 'amazon.nova-lite-v1:0')
const family = textSetting('MODEL_FAMILY', '')
const bedrock = bedrockRuntime(55)

const DEFAULT_PROMPT = 'Explain in three sentences why streaming makes a chat feel faster.'

/** Streaming in the provider's own JSON: reads the chunks of Titan, Claude and Nova. */
export async function handler(event: unknown): Promise<HttpResponse> {
  try {
    return json(200, await stream(readPromptRequest(event, DEFAULT_PROMPT)))
  } catch (error) {
    return errorResponse(error)
  }
}

async function stream({ modelId = defaultModel, ...request }: PromptRequest) {
  const startedAt = Date.now()
  const { body } = await bedrock.send(
    new InvokeModelWithResponseStreamCommand({
      modelId,
      contentType: 'application/json',
      accept: 'application/json',
      body: nativeBody(modelId, family, request),
    }),
  )
  const texts: string[] = []
  let stopReason: string | undefined
  let firstChunkMs: number | undefined
  let chunks = 0
  for await (const { chunk } of eventsOf(body)) {
    if (chunk?.bytes === undefined) continue
    chunks += 1
    firstChunkMs ??= Date.now() - startedAt
    const piece = readChunk(Buffer.from(chunk.bytes).toString())
    if (piece.text !== undefined) texts.push(piece.text)
    stopReason = piece.stopReason ?? stopReason
  }
  if (stopReason === undefined) {
    throw new BrokenStream('The response stream ended before the answer did')
  }
  return { reply: texts.join(''), modelId, stopReason, chunks, firstChunkMs }
}
