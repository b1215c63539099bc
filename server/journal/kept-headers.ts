import type { IncomingHttpHeaders } from 'node:http'
import { redactText } from '../redaction/redact.ts'

/** What decides an answer; everything else may say who somebody is, or is the same in every request. */
const KEPT = [
  'accept',
  'x-amzn-bedrock-accept',
  'x-amzn-bedrock-guardrailidentifier',
  'x-amzn-bedrock-guardrailversion',
  'x-amzn-bedrock-trace',
  'x-amzn-bedrock-service-tier',
  'x-amzn-bedrock-performanceconfig-latency',
  'anthropic-version',
  'anthropic-beta',
] as const

export type KeptHeaders = Partial<Record<(typeof KEPT)[number], string>>

/** The request headers that the journal shows. */
export function keptHeaders(headers: IncomingHttpHeaders): KeptHeaders {
  const kept: KeptHeaders = {}
  for (const name of KEPT) {
    const value = headers[name]
    if (typeof value === 'string') kept[name] = redactText(value)
  }
  return kept
}
