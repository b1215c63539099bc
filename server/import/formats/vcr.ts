import { skipped } from '../exchange.ts'
import type { ImportedExchange, Item } from '../exchange.ts'
import {
  bodyIn,
  dateIn,
  headersIn,
  jsonBytes,
  recordOf,
  statusIn,
  textIn,
  timeIn,
} from '../notation.ts'
import type { Format } from './format.ts'

/**
 * VCR and similar tools: vcr.py and pytest-recording, Ruby's and R's VCR, go-vcr, and tools that keep one request and
 * response per file, in YAML or JSON.
 */
export const vcr: Format = {
  name: 'vcr',
  fits: ({ documents }) => documents.some((document) => pairsIn(document).length > 0),
  *read({ documents }) {
    for (const document of documents) for (const pair of pairsIn(document)) yield itemOf(pair)
  },
}

type Members = Record<string, unknown>

/** The request and response pairs of a document, wherever the format keeps them. */
function pairsIn(document: unknown): Members[] {
  if (Array.isArray(document)) return document.map(recordOf).filter(isPair)
  const record = recordOf(document)
  const list = record['interactions'] ?? record['http_interactions'] ?? record['Interactions']
  if (Array.isArray(list)) return list.map(recordOf)
  const { requests, responses } = record
  if (Array.isArray(requests) && Array.isArray(responses))
    return requests.map((request, at) => ({ request, response: responses[at] as unknown }))
  return isPair(record) ? [record] : []
}

/** A request with a full URL, unlike a rule or mapping. */
function isPair({ request, response }: Members): boolean {
  return addressOf(recordOf(request)) !== undefined && typeof response === 'object'
}

const addressOf = (request: Members) => textIn(request, 'uri', 'url', 'URL')

function itemOf(pair: Members): Item {
  const request = recordOf(pair['request'])
  const url = addressOf(request)
  if (url === undefined) return skipped('an interaction without a request URL')
  if (typeof pair['response'] !== 'object' || pair['response'] === null)
    return skipped('an interaction without a response')
  const response = recordOf(pair['response'])
  const headers = headersIn(response['headers'])
  const exchange: ImportedExchange = {
    method: (textIn(request, 'method') ?? 'GET').toUpperCase(),
    url,
    requestHeaders: headersIn(request['headers']) ?? [],
    requestBody: messageBody(request),
    status: statusIn(response['code'], response['status_code'], response['status']),
    headers,
    chunks: chunksOf(pair, response),
    at: timeIn(pair['recorded_at']) ?? timeIn(pair['captured_at']) ?? dateIn(headers),
    latencyMs: durationOf(response['duration']),
  }
  return { kind: 'exchange', exchange }
}

function messageBody(message: Members): Buffer | undefined {
  const parsed = message['parsed_body']
  if (parsed !== undefined) return jsonBytes(parsed)
  const body = bodyIn(message['body'] ?? message['content'])
  if (body !== undefined) return body
  const canonical = message['canonical_json']
  return typeof canonical === 'string' ? Buffer.from(canonical) : bodyIn(canonical)
}

/** Some tools keep the chunks of a stream. */
function chunksOf(pair: Members, response: Members): Buffer[] {
  const { chunks } = pair
  if (Array.isArray(chunks) && chunks.length > 0)
    return chunks.flatMap((chunk) => bodyIn(chunk) ?? [])
  const body = messageBody(response)
  return body === undefined ? [] : [body]
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, µs: 0.001, ns: 1e-6 }

/** Go's `1.078504542s` and `1m2.5s`, or its nanoseconds. */
function durationOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value > 0 ? Math.round(value / 1e6) : undefined
  if (typeof value !== 'string') return undefined
  const parts = [...value.matchAll(/([\d.]+)(ms|µs|ns|s|m)/g)]
  const sum = parts.reduce(
    (ms, [, count, unit]) => ms + Number(count) * (UNITS[unit ?? ''] ?? 0),
    0,
  )
  return sum > 0 ? Math.round(sum) : undefined
}
