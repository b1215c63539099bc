import type { Message, Reply } from '../neutral/reply.ts'
import { countBlocks } from '../tokens/tokens.ts'
import type { Pace } from '../bedrock/answer.ts'

/** What people see from the middle of Bedrock's models: a short wait, then about sixty words a second. */
export const REALISTIC: Pace = { kind: 'tokens', firstByteMs: 250, tokensPerSecond: 80 }

export const INSTANT: Pace = { kind: 'instant' }

/**
 * The pace of a stream, from what a fixture or recording knows of it and from `--pace`, which overrides all.
 * Where nothing is known and nothing said, nothing waits.
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

/** How long the stream of this message takes: by what it says, whatever its usage counts. */
export function durationMs({ content }: Message, pace: Pace & { kind: 'tokens' }): number {
  return pace.firstByteMs + (countBlocks(content) / pace.tokensPerSecond) * 1000
}

/** An answer whose reported latency is no shorter than it takes by its pace. */
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
