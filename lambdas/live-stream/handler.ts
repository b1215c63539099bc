import { ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { describeBedrockError, logUnexpected } from '../responses.ts'
import type { ResponseStream } from '../awslambda.ts'
import { bedrockRuntime } from '../client.ts'
import { BadRequest, readPromptRequest } from '../event.ts'
import type { PromptRequest } from '../event.ts'
import { log } from '../log.ts'
import { inferenceSettings, textSetting } from '../settings.ts'
import { eventsOf } from '../stream.ts'

const defaultModel = textSetting('MODEL_ID', 'amazon.nova-lite-v1:0')
const inferenceConfig = inferenceSettings({ maxTokens: 512, temperature: 0.5, topP: 0.9 })
const bedrock = bedrockRuntime(55)

const DEFAULT_PROMPT = 'Explain in three sentences why streaming makes a chat feel faster.'

/** Behind a function URL, the text reaches the browser while the model is still writing. */
export const handler = awslambda.streamifyResponse(async (event, stream) => {
  let body: ResponseStream | undefined
  try {
    const deltas = await ask(readPromptRequest(event, DEFAULT_PROMPT))
    for await (const { contentBlockDelta } of eventsOf(deltas)) {
      // The status line is sent with the first text, so an error before it can still set its own status.
      body ??= begin(stream, 200)
      await write(body, contentBlockDelta?.delta?.text ?? '')
    }
    body ??= begin(stream, 200)
  } catch (error) {
    const { status, reason } = explain(error)
    if (body === undefined) await write((body = begin(stream, status)), reason)
    else await write(body, `\n[the answer was interrupted: ${reason}]\n`)
  }
  body.end()
})

async function ask({ prompt, system, modelId = defaultModel }: PromptRequest) {
  log.info('Calling the model', { modelId, promptLength: prompt.length })
  const { stream } = await bedrock.send(
    new ConverseStreamCommand({
      modelId,
      messages: [{ role: 'user', content: [{ text: prompt }] }],
      ...(system !== undefined && { system: [{ text: system }] }),
      inferenceConfig,
    }),
  )
  return stream
}

function begin(stream: ResponseStream, statusCode: number): ResponseStream {
  const headers = { 'content-type': 'text/plain; charset=utf-8' }
  return awslambda.HttpResponseStream.from(stream, { statusCode, headers })
}

/** Waits when the reader is slower than the model. */
async function write(stream: ResponseStream, text: string): Promise<void> {
  if (text === '' || stream.write(text)) return
  await new Promise((resolve) => stream.once('drain', resolve))
}

function explain(error: unknown): { status: number; reason: string } {
  if (error instanceof BadRequest) return { status: 400, reason: error.message }
  const reason = describeBedrockError(error)
  if (reason !== undefined) return { status: 502, reason }
  logUnexpected(error)
  return { status: 500, reason: 'Internal error' }
}
