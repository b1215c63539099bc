import type { Usage } from '../../neutral/reply.ts'
import type { Json } from '../../json.ts'
import { isObject } from '../../json.ts'
import { given, numberOf, objectOf } from '../../json-fields.ts'

/** The metrics in the last chunk of a recorded stream, whichever chunk that is. */
export function metricsOf(parts: Json[]): { usage: Usage; latencyMs: number } {
  const last = parts.findLast(
    (part) => isObject(part) && 'amazon-bedrock-invocationMetrics' in part,
  )
  const metrics = objectOf(objectOf(last)['amazon-bedrock-invocationMetrics'])
  return {
    usage: {
      inputTokens: numberOf(metrics['inputTokenCount']) ?? 0,
      outputTokens: numberOf(metrics['outputTokenCount']) ?? 0,
      ...given({
        cacheReadInputTokens: numberOf(metrics['cacheReadInputTokenCount']),
        cacheWriteInputTokens: numberOf(metrics['cacheWriteInputTokenCount']),
      }),
    },
    latencyMs: numberOf(metrics['invocationLatency']) ?? 0,
  }
}
