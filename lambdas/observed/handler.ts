import { ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import type { TokenUsage } from '@aws-sdk/client-bedrock-runtime'
import { bedrockRuntime } from '../client.ts'
import { readPromptRequest } from '../event.ts'
import type { PromptRequest } from '../event.ts'
import { costOf } from '../model-facts.ts'
import { errorResponse, json } from '../responses.ts'
import type { HttpResponse } from '../responses.ts'
import { inferenceSettings, textSetting } from '../settings.ts'
import { BrokenStream, eventsOf } from '../stream.ts'
import { emit } from './metrics.ts'

const defaultModel = textSetting('MODEL_ID', 'amazon.nova-lite-v1:0')
const inferenceConfig = inferenceSettings({ maxTokens: 512, temperature: 0.5 })
const bedrock = bedrockRuntime(55)

const DEFAULT_PROMPT = 'Explain in three sentences why streaming makes a chat feel faster.'

/** Measures every call of the model, including failed ones: tokens, times, cost, stop reason and throttling. */
export async function handler(event: unknown): Promise<HttpResponse> {
  try {
    return json(200, await measured(readPromptRequest(event, DEFAULT_PROMPT)))
  } catch (error) {
    return errorResponse(error)
  }
}

async function measured({ prompt, system, modelId = defaultModel }: PromptRequest) {
  const startedAt = performance.now()
  const elapsed = () => Math.round(performance.now() - startedAt)
  let reply = ''
  let stopReason: string | undefined
  let usage: TokenUsage | undefined
  let firstTokenMs: number | undefined
  let attempts = 1
  let failure: Error | undefined
  try {
    const response = await bedrock.send(
      new ConverseStreamCommand({
        modelId,
        messages: [{ role: 'user', content: [{ text: prompt }] }],
        ...(system !== undefined && { system: [{ text: system }] }),
        inferenceConfig,
      }),
    )
    attempts = response.$metadata.attempts ?? 1
    for await (const { contentBlockDelta, messageStop, metadata } of eventsOf(response.stream)) {
      const text = contentBlockDelta?.delta?.text ?? ''
      if (text !== '') firstTokenMs ??= elapsed()
      reply += text
      stopReason ??= messageStop?.stopReason
      usage ??= metadata?.usage
    }
    if (stopReason === undefined) {
      throw new BrokenStream('The response stream ended before the message did')
    }
    return { reply, stopReason, usage, firstTokenMs, totalMs: elapsed() }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    failure = error
    attempts = attemptsOf(error) ?? attempts
    throw error
  } finally {
    emit({
      modelId,
      stopReason: stopReason ?? failure?.name ?? 'unknown',
      inputTokens: usage?.inputTokens ?? 0,
      outputTokens: usage?.outputTokens ?? 0,
      totalMs: elapsed(),
      firstTokenMs,
      costUsd: usage && costOf(modelId, usage),
      retries: attempts - 1,
      throttled: failure?.name === 'ThrottlingException',
      failed: failure !== undefined,
    })
  }
}

function attemptsOf(error: Error): number | undefined {
  // It is undefined on an exception that arrived in the middle of a stream.
  const metadata = '$metadata' in error ? error.$metadata : undefined
  return (metadata as { attempts?: number } | undefined)?.attempts
}
