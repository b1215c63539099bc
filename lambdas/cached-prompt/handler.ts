import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
import type { TokenUsage } from '@aws-sdk/client-bedrock-runtime'
import { bedrockRuntime } from '../client.ts'
import { optionalText, readFields, readPrompts } from '../event.ts'
import { log } from '../log.ts'
import { costOf } from '../model-facts.ts'
import { errorResponse, json, textOf } from '../responses.ts'
import type { HttpResponse } from '../responses.ts'
import { inferenceSettings, textSetting } from '../settings.ts'
import { handbook } from './handbook.ts'

const defaultModel = textSetting('MODEL_ID', 'amazon.nova-lite-v1:0')
const inferenceConfig = inferenceSettings({ maxTokens: 256, temperature: 0.2 })
const bedrock = bedrockRuntime()

const DEFAULT_PROMPT = 'May I bring coffee into the reading room?'

/**
 * Two questions about the same long text. Everything before the cache point is stored by the first call and read by the
 * second, for a fraction of the price. The cache lives for about five minutes and serves later invocations, too.
 */
export async function handler(event: unknown): Promise<HttpResponse> {
  try {
    const prompts = readPrompts(event, DEFAULT_PROMPT)
    const modelId = optionalText(readFields(event), 'modelId') ?? defaultModel
    const [first = DEFAULT_PROMPT, second = first] = prompts
    const calls = [await ask(modelId, first), await ask(modelId, second)]
    return json(200, {
      calls,
      savings: savings(
        modelId,
        calls.map(({ usage }) => usage),
      ),
    })
  } catch (error) {
    return errorResponse(error)
  }
}

async function ask(modelId: string, prompt: string) {
  const { output, usage } = await bedrock.send(
    new ConverseCommand({
      modelId,
      // The same bytes must come first in every call: the handbook, then the cache point, then what varies.
      system: [{ text: handbook }, { cachePoint: { type: 'default' } }],
      messages: [{ role: 'user', content: [{ text: prompt }] }],
      inferenceConfig,
    }),
  )
  log.info('Model answered', {
    modelId,
    inputTokens: usage?.inputTokens,
    cacheWriteInputTokens: usage?.cacheWriteInputTokens,
    cacheReadInputTokens: usage?.cacheReadInputTokens,
  })
  return { reply: textOf(output?.message?.content), usage }
}

/** What the calls cost, and what they would have cost without a cache. */
function savings(modelId: string, usages: (TokenUsage | undefined)[]) {
  const sum = (member: 'cacheReadInputTokens' | 'cacheWriteInputTokens') =>
    usages.reduce((tokens, usage) => tokens + (usage?.[member] ?? 0), 0)
  return {
    tokensWritten: sum('cacheWriteInputTokens'),
    tokensRead: sum('cacheReadInputTokens'),
    costUsd: total(usages.map((usage) => costOf(modelId, { ...usage }))),
    costWithoutCacheUsd: total(usages.map((usage) => costOf(modelId, uncached(usage)))),
  }
}

function total(costs: (number | undefined)[]): number | undefined {
  let sum = 0
  for (const cost of costs) {
    if (cost === undefined) return undefined
    sum += cost
  }
  return Number(sum.toFixed(9))
}

function uncached(usage: TokenUsage | undefined) {
  const { inputTokens = 0, outputTokens = 0 } = usage ?? {}
  const { cacheReadInputTokens = 0, cacheWriteInputTokens = 0 } = usage ?? {}
  return { inputTokens: inputTokens + cacheReadInputTokens + cacheWriteInputTokens, outputTokens }
}
