import { BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { readPromptRequest } from '../event.ts'
import type { PromptRequest } from '../event.ts'
import { errorResponse, json } from '../responses.ts'
import type { HttpResponse } from '../responses.ts'
import { inferenceSettings, numberSetting, textSetting } from '../settings.ts'
import { askInTurn } from './attempts.ts'
import { tokenBudget } from './budget.ts'
import { readAnswer } from './read-answer.ts'
import type { Answer } from './read-answer.ts'
import { retryStrategy } from './retries.ts'

const defaultModel = textSetting('MODEL_ID', 'amazon.nova-lite-v1:0')
const fallbackModel = textSetting('FALLBACK_MODEL_ID', 'amazon.nova-micro-v1:0')
const { maxTokens, ...sampling } = inferenceSettings({ maxTokens: 512, temperature: 0.5 })
const milliseconds = (name: string, fallback: number) =>
  numberSetting(name, fallback, { min: 1, max: 900_000, integer: true })
const limits = {
  firstTokenMs: milliseconds('FIRST_TOKEN_TIMEOUT_MS', 15_000),
  betweenEventsMs: milliseconds('EVENT_TIMEOUT_MS', 5_000),
}
const backoff = {
  baseMs: milliseconds('BACKOFF_BASE_MS', 200),
  maxMs: milliseconds('BACKOFF_MAX_MS', 5_000),
}
const budgetTokens = numberSetting('TOKEN_BUDGET', 4_000, {
  min: 1,
  max: 10_000_000,
  integer: true,
})

// Time that is kept to report a failure before Lambda stops the function.
const RESERVE_MS = 1_000
const DEFAULT_PROMPT = 'Explain in three sentences why streaming makes a chat feel faster.'

const bedrock = new BedrockRuntimeClient({
  retryStrategy: retryStrategy(3, backoff),
  // For responses that never begin. Once one has begun, readAnswer gives up first and reports why.
  requestHandler: { requestTimeout: limits.firstTokenMs + 1_000 },
})

/** A complete answer despite throttling, timeouts and broken streams, or a failure that reports what was tried. */
export async function handler(
  event: unknown,
  context: { getRemainingTimeInMillis(): number },
): Promise<HttpResponse> {
  try {
    const request = readPromptRequest(event, DEFAULT_PROMPT)
    const deadline = Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS
    const { modelId = defaultModel, prompt, system = '' } = request
    const { answer, failure, partial, attempts } = await askInTurn({
      models: [modelId, fallbackModel],
      prompt: system + prompt,
      maxTokens,
      budget: tokenBudget(budgetTokens),
      deadline,
      backoff,
      call: (model, tokens) => call(model, tokens, request, deadline),
    })
    if (answer === undefined) {
      return json(502, { error: 'No complete answer', detail: failure, partial, attempts })
    }
    const { text: reply, stopReason } = answer
    // Cut off by maxTokens or a guardrail: the text may be shown, but never as the whole answer.
    const complete = stopReason === 'end_turn' || stopReason === 'stop_sequence'
    return json(200, { reply, complete, stopReason, modelId: answer.modelId, attempts })
  } catch (error) {
    return errorResponse(error)
  }
}

async function call(
  modelId: string,
  tokens: number,
  { prompt, system }: PromptRequest,
  deadline: number,
): Promise<Answer> {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), deadline - Date.now())
  try {
    const { stream } = await bedrock.send(
      new ConverseStreamCommand({
        modelId,
        messages: [{ role: 'user', content: [{ text: prompt }] }],
        ...(system !== undefined && { system: [{ text: system }] }),
        inferenceConfig: { ...sampling, maxTokens: tokens },
      }),
      { abortSignal: controller.signal },
    )
    return await readAnswer(stream, limits)
  } finally {
    clearTimeout(timer)
    // Ends a stream that stalls. Without this, the model would go on writing and its tokens would be billed.
    controller.abort()
  }
}
