import { InvokeModelWithResponseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { failed, json } from '../answers.ts'
import type { HttpAnswer } from '../answers.ts'
import { bedrockRuntime } from '../client.ts'
import { readAsk } from '../event.ts'
import type { Ask } from '../event.ts'
import { textSetting } from '../settings.ts'
import { BrokenStream, eventsOf } from '../stream.ts'
import { nativeBody, readChunk } from './native.ts'

const defaultModel = textSetting('MODEL_ID', 'amazon.nova-lite-v1:0')
const family = textSetting('MODEL_FAMILY', '')
const bedrock = bedrockRuntime(55)

const QUESTION = 'Explain in three sentences why streaming makes a chat feel faster.'

/** Streaming with each provider's own JSON: Titan's, Claude's and Nova's chunks are understood. */
export async function handler(event: unknown): Promise<HttpAnswer> {
  try {
    return json(200, await stream(readAsk(event, QUESTION)))
  } catch (error) {
    return failed(error)
  }
}

async function stream({ modelId = defaultModel, ...request }: Ask) {
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
