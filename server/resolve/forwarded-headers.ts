// Forwarded to the upstream, besides those of Bedrock. Credentials, cookies and retry counters are not.
const PASSED = new Set([
  'content-type',
  'content-encoding',
  'accept',
  'anthropic-version',
  'anthropic-beta',
  'anthropic-workspace',
  'openai-project',
])
export const isPassed = (name: string): boolean =>
  PASSED.has(name) || name.startsWith('x-amzn-bedrock-')

/** Signed of those; proxies may change the others. */
export const isSigned = (name: string): boolean =>
  name === 'host' || name === 'content-type' || name.startsWith('x-amz')

// Headers of an answer that are not forwarded to the client.
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  'date',
  'set-cookie',
  'alt-svc',
  'strict-transport-security',
])

export function isHopByHop(name: string): boolean {
  const lower = name.toLowerCase()
  return HOP_BY_HOP.has(lower) || lower.startsWith('proxy-')
}
