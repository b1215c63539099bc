/** A request to a function URL. */
export interface UrlRequest {
  method: string
  path: string
  query: string
  body: string
}

/** Its path and query as they go over the wire; what is encoded already stays as it is. */
export const encoded = ({ path, query }: UrlRequest) => ({
  path: `/${path.replace(/^\/+/, '')}`.replaceAll(/[^\w!$&'()*+,./:;=@~%-]/gu, encodeURIComponent),
  query: query.replaceAll(/[^\w!$&'()*+,./:;=?@~%-]/gu, encodeURIComponent),
})

/** Its event, with the members that handlers read. */
export function urlEvent(request: UrlRequest): string {
  const { method, body } = request
  const { path, query } = encoded(request)
  const parameters = Object.fromEntries(new URLSearchParams(query))
  return JSON.stringify({
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers: {},
    ...(query !== '' && { queryStringParameters: parameters }),
    requestContext: { http: { method, path } },
    ...(body !== '' && { body }),
    isBase64Encoded: false,
  })
}

/** The request in a sample event of a function URL; else the first event as the body of one. */
export function requestIn(samples: readonly { text: string }[]): UrlRequest {
  for (const { text } of samples) {
    const event = readEvent(text)
    if (typeof event['rawQueryString'] !== 'string') continue
    const { rawPath, rawQueryString } = event
    return {
      method: 'GET',
      path: typeof rawPath === 'string' ? rawPath : '/',
      query: rawQueryString,
      body: '',
    }
  }
  const body = samples[0]?.text ?? '{ "prompt": "What is Amazon Bedrock?" }'
  return { method: 'POST', path: '/', query: '', body }
}

function readEvent(text: string): Readonly<Record<string, unknown>> {
  try {
    const event: unknown = JSON.parse(text)
    return typeof event === 'object' && event !== null ? (event as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
