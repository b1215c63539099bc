import { skipped } from '../exchange.ts'
import type { Item } from '../exchange.ts'
import { headersIn, recordOf, statusIn, textIn, timeIn } from '../notation.ts'
import type { Format } from './format.ts'

/** HTTP archives: browsers, mitmproxy, Proxyman, Charles, and Polly's recordings. */
export const har: Format = {
  name: 'har',
  fits: ({ documents }) => entriesIn(documents[0]) !== undefined,
  *read({ documents }) {
    for (const entry of entriesIn(documents[0]) ?? []) yield itemOf(recordOf(entry))
  },
}

function entriesIn(document: unknown): unknown[] | undefined {
  const { entries } = recordOf(recordOf(document)['log'])
  return Array.isArray(entries) ? entries : undefined
}

function itemOf(entry: Record<string, unknown>): Item {
  const request = recordOf(entry['request'])
  const response = recordOf(entry['response'])
  const url = textIn(request, 'url')
  if (url === undefined) return skipped('an entry without a request URL')
  const body = contentOf(recordOf(response['content']))
  const time = entry['time']
  const exchange = {
    method: (textIn(request, 'method') ?? 'GET').toUpperCase(),
    url,
    requestHeaders: headersIn(request['headers']) ?? [],
    requestBody: contentOf(recordOf(request['postData'])),
    status: statusIn(response['status']),
    headers: headersIn(response['headers']),
    chunks: body === undefined ? [] : [body],
    at: timeIn(entry['startedDateTime']),
    latencyMs: typeof time === 'number' && time > 0 ? Math.round(time) : undefined,
  }
  return { kind: 'exchange', exchange }
}

/** Polly keeps a packed answer as a JSON list of its pieces, in base64 or hex. */
function contentOf({ text, encoding }: Record<string, unknown>): Buffer | undefined {
  if (typeof text !== 'string') return undefined
  if (/^\["[0-9A-Za-z+/=]*"/.test(text)) {
    const pieces = piecesOf(text, encoding === 'base64')
    if (pieces !== undefined) return pieces
  }
  return encoding === 'base64' ? Buffer.from(text, 'base64') : Buffer.from(text)
}

function piecesOf(text: string, isBase64: boolean): Buffer | undefined {
  try {
    const list = JSON.parse(text) as unknown[]
    if (!list.every((piece) => typeof piece === 'string')) return undefined
    if (!isBase64 && !list.every((piece) => /^(?:[0-9a-f]{2})*$/i.test(piece))) return undefined
    return Buffer.concat(list.map((piece) => Buffer.from(piece, isBase64 ? 'base64' : 'hex')))
  } catch {
    return undefined
  }
}
