import { setTimeout as sleep } from 'node:timers/promises'
import type { ConverseStreamOutput, TokenUsage } from '@aws-sdk/client-bedrock-runtime'
import { BrokenStream, eventsOf } from '../stream.ts'

export interface StreamLimits {
  firstTokenMs: number
  betweenEventsMs: number
}

/** The received part of an answer. After a failure, the text that arrived before it. */
export interface Answer {
  text: string
  stopReason?: string
  usage?: TokenUsage
  firstTokenMs?: number
  error?: Error
}

/** Reads a stream to its end, or until it is silent for too long. */
export async function readAnswer(
  stream: AsyncIterable<ConverseStreamOutput> | undefined,
  limits: StreamLimits,
): Promise<Answer> {
  const startedAt = Date.now()
  const answer: Answer = { text: '' }
  const events = eventsOf(stream)
  try {
    for (;;) {
      // Silence before the first token has a separate limit: models may think for a while.
      const waitMs =
        answer.text === '' ? startedAt + limits.firstTokenMs - Date.now() : limits.betweenEventsMs
      const next = await within(events.next(), waitMs, answer.text === '' ? 'first token' : 'event')
      if (next.done === true) break
      const { contentBlockDelta, messageStop, metadata } = next.value
      answer.text += contentBlockDelta?.delta?.text ?? ''
      if (answer.text !== '') answer.firstTokenMs ??= Date.now() - startedAt
      if (messageStop?.stopReason !== undefined) answer.stopReason = messageStop.stopReason
      if (metadata?.usage !== undefined) answer.usage = metadata.usage
    }
    // A connection that is closed in the middle can look like a regular end. Only messageStop confirms that the answer is complete.
    if (answer.stopReason === undefined) {
      throw new BrokenStream('The response stream ended before the message did')
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    answer.error = error
  }
  return answer
}

async function within<Value>(promise: Promise<Value>, ms: number, what: string): Promise<Value> {
  const stop = new AbortController()
  const timeout = sleep(Math.max(0, ms), undefined, { signal: stop.signal }).then(() => {
    throw new BrokenStream(`No ${what} arrived in time`)
  })
  try {
    return await Promise.race([promise, timeout])
  } finally {
    stop.abort()
  }
}
