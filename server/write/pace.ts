import type { Message, Reply } from '../neutral/reply.ts'
import { countBlocks } from '../tokens/tokens.ts'
import type { Pace } from '../bedrock/answer.ts'

/** Typical of Bedrock's mid-size models: a short wait, then about sixty words per second. */
export const REALISTIC: Pace = { kind: 'tokens', firstByteMs: 250, tokensPerSecond: 80 }

export const INSTANT: Pace = { kind: 'instant' }

/**
 * The pace of a stream, from the fixture or recording, or changed by `--pace`.
 * By default, nothing waits.
 */
export function paceOf(setting: string | undefined, known: Pace = INSTANT): Pace {
  switch (setting) {
    case undefined:
    case 'recorded':
      return known
    case 'instant':
      return INSTANT
    case 'realistic':
      return known.kind === 'tokens' ? known : REALISTIC
    default:
      return faster(known, Number.parseFloat(setting))
  }
}

/** The duration of a message's stream, based on its content and not on its usage. */
export function durationMs({ content }: Message, pace: Pace & { kind: 'tokens' }): number {
  return pace.firstByteMs + (countBlocks(content) / pace.tokensPerSecond) * 1000
}

/** Raises the reported latency to at least the duration of the answer. */
export function lasting(reply: Reply, pace: Pace): Reply {
  if (pace.kind !== 'tokens' || reply.kind !== 'message') return reply
  const planned = Math.ceil(durationMs(reply, pace))
  return planned > reply.latencyMs ? { ...reply, latencyMs: planned } : reply
}

function faster(pace: Pace, factor: number): Pace {
  switch (pace.kind) {
    case 'instant':
      return pace
    case 'tokens':
      return {
        kind: 'tokens',
        firstByteMs: pace.firstByteMs / factor,
        tokensPerSecond: pace.tokensPerSecond * factor,
      }
    case 'recorded':
      return { kind: 'recorded', speed: pace.speed * factor }
  }
}
