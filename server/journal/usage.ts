import type { Usage } from '../neutral/reply.ts'
import { isObject, parseJson } from '../json.ts'
import type { JsonObject } from '../json.ts'
import { numberOf, objectOf } from '../json-fields.ts'
import { copyText } from './copy.ts'
import type { Copy } from './copy.ts'
import type { Headers } from '../aws/headers.ts'
import type { Answer } from '../bedrock/answer.ts'

// Recorded answers play repeatedly; each is parsed once.
const recorded = new WeakMap<object, { usage: Usage | undefined }>()

/** The token usage of an answer; undefined if it reports none. */
export function usageOf(answer: Answer, copy: Copy): Usage | undefined {
  switch (answer.kind) {
    case 'reply': {
      const { reply } = answer
      if (reply.kind === 'embeddings') return { inputTokens: reply.inputTokens, outputTokens: 0 }
      return 'usage' in reply ? reply.usage : undefined
    }
    case 'recorded': {
      const { body, headers, source } = answer
      // Stored responses have been counted when they were created.
      if (source === 'catalogue') return undefined
      let known = recorded.get(body)
      if (known === undefined) {
        const usage = Buffer.isBuffer(body)
          ? usageIn(body.toString(), headers)
          : usageAtEnd(body, body[0]?.payload)
        recorded.set(body, (known = { usage }))
      }
      return known.usage
    }
    case 'arriving':
      return copy.framing === undefined
        ? usageIn(copy.tail?.toString() ?? copyText(copy), answer.headers)
        : usageAtEnd(
            copy.framing.lastFrames(copy.tail ?? copy.head ?? EMPTY),
            firstBlock(copy.head),
            answer.headers,
          )
    case 'deltas':
      return answer.arrived.message?.usage
    case 'error':
    case 'model':
    case 'nothing':
      return undefined
  }
}

const EMPTY = Buffer.alloc(0)

/** The first of a stream's events that are text. */
const firstBlock = (head: Buffer | undefined): string | undefined =>
  head?.toString().split('\n\n', 1)[0]

/** The usage in the last events of a stream, or in the headers. Anthropic's events begin with that of the input. */
function usageAtEnd(
  events: readonly { payload: string | Buffer }[],
  first = '',
  headers?: Headers,
): Usage | undefined {
  for (const { payload } of events.slice(-2).toReversed()) {
    const text = unwrapped(payload.toString())
    const usage = usageIn(text)
    if (usage === undefined) continue
    const begun = text.includes('"message_delta"') ? usageIn(first) : undefined
    return begun === undefined ? usage : { ...begun, outputTokens: usage.outputTokens }
  }
  return headers && usageIn('', headers)
}

/** The native JSON of a chunk is base64-encoded. */
export function unwrapped(payload: string): string {
  if (!payload.includes('"bytes":"')) return payload
  const event = parseJson(payload)
  const bytes = isObject(event) ? event['bytes'] : undefined
  return typeof bytes === 'string' ? Buffer.from(bytes, 'base64').toString() : payload
}

/** Converse's, OpenAI's or Anthropic's usage, the metrics at the end of a native stream, or the headers of InvokeModel. */
function usageIn(text: string, headers: Headers = []): Usage | undefined {
  const usage = memberIn(text, '"usage":{')
  if (typeof usage?.['inputTokens'] === 'number') {
    return fromCounts(usage, [
      'inputTokens',
      'outputTokens',
      'cacheReadInputTokens',
      'cacheWriteInputTokens',
    ])
  }
  const counted = usage && vendorUsage(usage)
  if (counted !== undefined) return counted
  const metrics = memberIn(text, '"amazon-bedrock-invocationMetrics":{')
  if (metrics !== undefined) {
    return fromCounts(metrics, [
      'inputTokenCount',
      'outputTokenCount',
      'cacheReadInputTokenCount',
      'cacheWriteInputTokenCount',
    ])
  }
  const counts: JsonObject = {}
  for (const [name, value] of headers) {
    const header = /^x-amzn-bedrock-(.*token-count)$/i.exec(name)?.[1]
    if (header !== undefined) counts[header.toLowerCase()] = Number(value)
  }
  return fromCounts(counts, [
    'input-token-count',
    'output-token-count',
    'cache-read-input-token-count',
    'cache-write-input-token-count',
  ])
}

/** OpenAI's usage, whose input includes cached tokens, and Anthropic's. */
function vendorUsage(usage: JsonObject): Usage | undefined {
  const names = VENDOR_USAGE.find(([, output]) => typeof usage[output] === 'number')
  if (names === undefined) return undefined
  const counts = fromCounts(usage, names)
  if (counts === undefined) return undefined
  const ofOutput = objectOf(usage['completion_tokens_details'] ?? usage['output_tokens_details'])
  const reasoningTokens = numberOf(ofOutput['reasoning_tokens'] ?? ofOutput['thinking_tokens'])
  if (reasoningTokens !== undefined) counts.reasoningTokens = reasoningTokens
  const details = objectOf(usage['prompt_tokens_details'] ?? usage['input_tokens_details'])
  const read = numberOf(details['cached_tokens'])
  if (read === undefined) return counts
  const wrote = numberOf(details['cache_write_tokens'])
  return {
    ...counts,
    inputTokens: counts.inputTokens - read - (wrote ?? 0),
    cacheReadInputTokens: read,
    ...(wrote !== undefined && { cacheWriteInputTokens: wrote }),
  }
}

const VENDOR_USAGE = [
  ['prompt_tokens', 'completion_tokens', '', ''],
  ['input_tokens', 'output_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'],
] as const

function fromCounts(
  counts: JsonObject,
  [input, output, read, write]: readonly [string, string, string, string],
): Usage | undefined {
  const count = (name: string) => (typeof counts[name] === 'number' ? counts[name] : undefined)
  const inputTokens = count(input)
  const outputTokens = count(output)
  if (inputTokens === undefined && outputTokens === undefined) return undefined
  const cacheReadInputTokens = count(read)
  const cacheWriteInputTokens = count(write)
  return {
    inputTokens: inputTokens ?? 0,
    outputTokens: outputTokens ?? 0,
    ...(cacheReadInputTokens !== undefined && { cacheReadInputTokens }),
    ...(cacheWriteInputTokens !== undefined && { cacheWriteInputTokens }),
  }
}

/** The object after the last such name. The text may be the tail of a body, which is not valid JSON. */
function memberIn(text: string, name: string): JsonObject | undefined {
  const at = text.lastIndexOf(name)
  if (at === -1) return undefined
  let depth = 0
  for (let end = at + name.length - 1; end < text.length; end++) {
    if (text[end] === '{') depth++
    else if (text[end] === '}' && --depth === 0) {
      const found = parseJson(text.slice(at + name.length - 1, end + 1))
      return isObject(found) ? found : undefined
    }
  }
  return undefined
}
