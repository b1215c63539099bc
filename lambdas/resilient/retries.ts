import type { BedrockRuntimeClientConfig } from '@aws-sdk/client-bedrock-runtime'
import { log } from '../log.ts'

type RetryStrategy = Exclude<
  Awaited<NonNullable<BedrockRuntimeClientConfig['retryStrategy']>>,
  { retry: unknown }
>

/** What may help after an error: the same call again, another model, or neither. */
export type NextStep = 'retry' | 'other model' | 'give up'

const STEPS: Readonly<Record<string, NextStep>> = {
  ThrottlingException: 'retry',
  ModelNotReadyException: 'retry',
  ServiceUnavailableException: 'retry',
  InternalServerException: 'retry',
  // The SDKs do not retry these three on their own.
  ModelTimeoutException: 'retry',
  ModelErrorException: 'retry',
  ModelStreamErrorException: 'retry',
  ServiceQuotaExceededException: 'other model',
  AccessDeniedException: 'other model',
  ResourceNotFoundException: 'other model',
}

export function nextStepAfter(error: Error): NextStep {
  // A daily quota does not recover within seconds. Only the message distinguishes it from a quota per minute.
  if (error.name === 'ThrottlingException' && /per day|daily/i.test(error.message)) {
    return 'other model'
  }
  const step = STEPS[error.name]
  if (step !== undefined) return step
  // Invalid requests and credentials fail again in the same way. The rest are network errors.
  const isClientError = '$fault' in error && error.$fault === 'client'
  return isClientError || error.name === 'CredentialsProviderError' ? 'give up' : 'retry'
}

export interface Backoff {
  baseMs: number
  maxMs: number
}

/** Full jitter: any time between nothing and a limit that doubles, so that clients do not come back all at once. */
export function backoffMs(retry: number, { baseMs, maxMs }: Backoff, random = Math.random): number {
  return Math.round(random() * Math.min(maxMs, baseMs * 2 ** retry))
}

/** Replaces the SDK's own choice of what to retry and how long to wait. It covers a call until its stream begins. */
export function retryStrategy(maxAttempts: number, backoff: Backoff): RetryStrategy {
  return {
    acquireInitialRetryToken: () => Promise.resolve(token(0, 0)),
    refreshRetryTokenForRetry(previous, { error }) {
      const count = previous.getRetryCount() + 1
      const retryable = error instanceof Error && nextStepAfter(error) === 'retry'
      if (count >= maxAttempts || !retryable) return Promise.reject(new Error('No further attempt'))
      const delayMs = backoffMs(count, backoff)
      log.warn('Retrying the call', { reason: error.name, attempt: count + 1, delayMs })
      return Promise.resolve(token(count, delayMs))
    },
    recordSuccess: () => undefined,
  }
}

function token(count: number, delayMs: number) {
  return { getRetryCount: () => count, getRetryDelay: () => delayMs }
}
