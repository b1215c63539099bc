import { BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { BadRequest, isHttpRequest, optionalText, readBody } from '../event.ts'
import { log } from '../log.ts'
import { describeBedrockError, internalError, json } from '../responses.ts'
import type { HttpResponse } from '../responses.ts'
import { inferenceSettings, textSetting } from '../settings.ts'
import { eventsOf } from '../stream.ts'
import { clientOf, Disconnected } from './connection.ts'
import type { Client } from './connection.ts'
import { page } from './page.ts'

const modelId = textSetting('MODEL_ID', 'amazon.nova-lite-v1:0')
const inferenceConfig = inferenceSettings({ maxTokens: 512, temperature: 0.5 })
const bedrock = new BedrockRuntimeClient({ requestHandler: { requestTimeout: 25_000 } })

const OK = json(200, {})

interface SocketEvent {
  requestContext?: { eventType?: string; connectionId?: string }
  body?: string
}

/** Behind an API Gateway WebSocket: each message is a prompt, and the text of the answer goes back as it arrives. */
export async function handler(event: unknown): Promise<HttpResponse> {
  // A page to try it, for browsers that open the function's URL on this server.
  if (isHttpRequest(event)) return page
  const { requestContext: { eventType, connectionId } = {}, body = '' } = event as SocketEvent
  if (eventType !== 'MESSAGE' || connectionId === undefined) {
    log.info('Connection changed', { eventType })
    return OK
  }
  const client = clientOf(connectionId)
  try {
    await answer(client, readPrompt(body))
    return OK
  } catch (error) {
    return await report(client, error)
  }
}

function readPrompt(body: string): string {
  const prompt = optionalText(readBody(body), 'prompt')
  if (prompt === undefined) throw new BadRequest('"prompt" is missing')
  return prompt
}

async function answer(client: Client, prompt: string): Promise<void> {
  log.info('Calling the model', { modelId, promptLength: prompt.length })
  const controller = new AbortController()
  try {
    const { stream } = await bedrock.send(
      new ConverseStreamCommand({
        modelId,
        messages: [{ role: 'user', content: [{ text: prompt }] }],
        inferenceConfig,
      }),
      { abortSignal: controller.signal },
    )
    let stopReason: string | undefined
    for await (const { contentBlockDelta, messageStop } of eventsOf(stream)) {
      const text = contentBlockDelta?.delta?.text
      if (text) await client.post({ type: 'text', text })
      stopReason ??= messageStop?.stopReason
    }
    await client.post(
      stopReason === undefined
        ? { type: 'error', error: 'The answer broke off' }
        : { type: 'end', stopReason },
    )
  } finally {
    // Also when the client is gone: there is no point in paying for text that is not read.
    controller.abort()
  }
}

/** API Gateway ignores what a handler returns for a message, so errors are posted, too. */
async function report(client: Client, error: unknown): Promise<HttpResponse> {
  if (error instanceof Disconnected) {
    log.info('The client is gone')
    return OK
  }
  const isBadRequest = error instanceof BadRequest
  const reason = isBadRequest ? error.message : describeBedrockError(error)
  const message = { type: 'error', error: reason ?? 'Internal error' } as const
  await client.post(message).catch((problem: unknown) => {
    if (!(problem instanceof Disconnected)) throw problem
  })
  return reason === undefined ? internalError(error) : OK
}
