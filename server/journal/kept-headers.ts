import type { IncomingHttpHeaders } from 'node:http'
import { redactText } from '../redaction/redact.ts'

/** Headers that affect the answer. Others may identify the caller, or are the same in every request. */
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

/** The request headers that the journal keeps, as they were sent. */
export function keptHeaders(headers: IncomingHttpHeaders): KeptHeaders {
  const kept: KeptHeaders = {}
  for (const name of KEPT) {
    const value = headers[name]
    if (typeof value === 'string') kept[name] = value
  }
  return kept
}

/** Kept headers as they may be shown. */
export function redactedHeaders(kept: KeptHeaders): KeptHeaders {
  const redacted: KeptHeaders = {}
  for (const name of KEPT) {
    const value = kept[name]
    if (value !== undefined) redacted[name] = redactText(value)
  }
  return redacted
}
