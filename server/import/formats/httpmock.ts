import { dateIn, headersIn, recordOf, statusIn, textIn } from '../notation.ts'
import { skipped } from '../exchange.ts'
import type { Item } from '../exchange.ts'
import type { Format } from './format.ts'

/** Recordings of httpmock, the mock server for Rust: `when` and `then`, one or more documents. */
export const httpmock: Format = {
  name: 'httpmock',
  fits: ({ documents }) =>
    documents.some((document) => {
      const { when, then } = recordOf(document)
      return typeof when === 'object' && typeof then === 'object'
    }),
  *read({ documents }) {
    for (const document of documents) yield itemOf(recordOf(document))
  },
}

function itemOf(document: Record<string, unknown>): Item {
  const when = recordOf(document['when'])
  const then = recordOf(document['then'])
  const path = textIn(when, 'path')
  if (path === undefined) return skipped('the path of the request is a pattern or missing')
  const headers = headersIn(then['header'])
  const body = bodyOf(then)
  const query = new URLSearchParams()
  for (const [name, value] of headersIn(when['query_param']) ?? []) query.append(name, value)
  const exchange = {
    method: (textIn(when, 'method') ?? 'GET').toUpperCase(),
    url: query.size === 0 ? path : `${path}?${query.toString()}`,
    requestHeaders: headersIn(when['header']) ?? [],
    requestBody: bodyOf(when),
    status: statusIn(then['status'], 200),
    headers,
    chunks: body === undefined ? [] : [body],
    at: dateIn(headers),
  }
  return { kind: 'exchange', exchange }
}

function bodyOf(side: Record<string, unknown>): Buffer | undefined {
  const text = textIn(side, 'body')
  if (text === undefined) return undefined
  return Buffer.from(text, textIn(side, 'body_encoding') === 'base64' ? 'base64' : 'utf8')
}
