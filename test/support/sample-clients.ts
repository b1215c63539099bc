import { setTimeout as sleep } from 'node:timers/promises'
import { BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import type { DrillContext } from '../../server/index.ts'

// Typical clients, for the drill to judge.

interface Habits {
  attempts: number
  /** How it retries; by default with exponential backoff, if that can help. */
  retries?: 'always, at once'
  /** Keeps what arrived of a stream that broke. */
  keepsParts?: true
  /** Returns whatever text there is. */
  ignoresStopReason?: true
}

const isFinal = (error: unknown) =>
  error instanceof Error &&
  (/per day/.test(error.message) ||
    ('$fault' in error &&
      error.$fault === 'client' &&
      !/^(Throttling|ModelNotReady|ModelTimeout)/.test(error.name)) ||
    error.name === 'EmptyAnswer')

function client({ attempts, retries, ...reading }: Habits) {
  return async ({ clientConfig, signal }: DrillContext): Promise<string> => {
    const bedrock = new BedrockRuntimeClient({
      ...clientConfig,
      maxAttempts: 1,
      requestHandler: { requestTimeout: 1_200 },
    })
    try {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await ask(bedrock, signal, reading)
        } catch (error) {
          if (attempt >= attempts || signal.aborted) throw error
          if (retries === undefined) {
            if (isFinal(error)) throw error
            await sleep(15 * attempt)
          }
        }
      }
    } finally {
      bedrock.destroy()
    }
  }
}

async function ask(
  bedrock: BedrockRuntimeClient,
  abortSignal: AbortSignal,
  { keepsParts, ignoresStopReason }: Omit<Habits, 'attempts'>,
): Promise<string> {
  const { stream } = await bedrock.send(
    new ConverseStreamCommand({
      modelId: 'amazon.nova-micro-v1:0',
      messages: [{ role: 'user', content: [{ text: 'Tell me about rivers.' }] }],
    }),
    { abortSignal },
  )
  let text = ''
  let stopReason: string | undefined
  try {
    for await (const { contentBlockDelta, messageStop } of stream ?? []) {
      text += contentBlockDelta?.delta?.text ?? ''
      stopReason ??= messageStop?.stopReason
    }
    if (stopReason === undefined) throw new Error('the stream ended before the message did')
  } catch (error) {
    if (keepsParts !== true) throw error
    return text
  }
  if (ignoresStopReason === true) return text
  if (text === '') throw Object.assign(new Error('no text'), { name: 'EmptyAnswer' })
  return stopReason === 'max_tokens' ? `${text} (incomplete)` : text
}

export const sampleClients = {
  good: client({ attempts: 4 }),
  'no retry': client({ attempts: 1 }),
  'endless retry': client({ attempts: Infinity, retries: 'always, at once' }),
  'swallows cut streams': client({ attempts: 4, keepsParts: true }),
  'ignores stop reasons': client({ attempts: 4, ignoresStopReason: true }),
}
