import {
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime'
import type { BedrockRuntimeClient, InvokeModelCommandInput } from '@aws-sdk/client-bedrock-runtime'

type More = Omit<InvokeModelCommandInput, 'modelId' | 'body'>

/** A model's answer to a native body, in the form that the test expects. */
export async function invoke<T>(
  client: BedrockRuntimeClient,
  modelId: string,
  body: object,
  more: More = {},
): Promise<T> {
  const answer = await client.send(
    new InvokeModelCommand({ modelId, body: JSON.stringify(body), ...more }),
  )
  return JSON.parse(answer.body.transformToString()) as T
}

/** The native chunks that a model streams to a native body. */
export async function invokeStream<T>(
  client: BedrockRuntimeClient,
  modelId: string,
  body: object,
): Promise<T[]> {
  const answer = await client.send(
    new InvokeModelWithResponseStreamCommand({ modelId, body: JSON.stringify(body) }),
  )
  const chunks: T[] = []
  for await (const { chunk } of answer.body ?? []) {
    chunks.push(JSON.parse(new TextDecoder().decode(chunk?.bytes)) as T)
  }
  return chunks
}
