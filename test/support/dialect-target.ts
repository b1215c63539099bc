import { cut } from '../../server/bedrock/pieces.ts'
import { createIds } from '../../server/bedrock/ids.ts'
import type { Block, Prompt } from '../../server/neutral/prompt.ts'
import type { Message } from '../../server/neutral/reply.ts'
import type { Dialect, Target } from '../../server/dialects/dialect.ts'
import type { Json, JsonObject } from '../../server/json.ts'

/** A target for an answer, with deterministic ids. */
export function targetFor(
  model: string,
  prompt: Prompt,
  grain: 'token' | 'words' = 'token',
): Target {
  return {
    model,
    prompt,
    ids: createIds(() => model),
    now: Date.UTC(2026, 0, 2, 3, 4, 5),
    again: () => targetFor(model, prompt, grain),
    cut: (text) => cut(text, grain),
  }
}

/** The target for an answer to `body`. */
export function targetOf(dialect: Dialect, model: string, body: Json): Target {
  return targetFor(model, dialect.read(body, model))
}

export function answer(content: Block[], rest: Partial<Message> = {}): Message {
  return {
    kind: 'message',
    content,
    stopReason: 'end_turn',
    usage: { inputTokens: 12, outputTokens: 6 },
    latencyMs: 0,
    ...rest,
  }
}

/** The chunks of the stream, with the metrics that invoke.ts adds to the last one. */
export function streamed(dialect: Dialect, reply: Message, to: Target): JsonObject[] {
  const chunks = dialect.parts?.(reply, to).map(({ json }) => json) ?? []
  const metrics = {
    'amazon-bedrock-invocationMetrics': {
      inputTokenCount: reply.usage.inputTokens,
      outputTokenCount: reply.usage.outputTokens,
      invocationLatency: reply.latencyMs,
      firstByteLatency: 0,
    },
  }
  if (dialect.metricsApart) return [...chunks, metrics]
  return chunks.map((chunk, at) => (at === chunks.length - 1 ? { ...chunk, ...metrics } : chunk))
}

/** Tokens of all parts together. */
export function tokensOf(dialect: Dialect, reply: Message, to: Target): number {
  return (dialect.parts?.(reply, to) ?? []).reduce((sum, { tokens }) => sum + tokens, 0)
}
