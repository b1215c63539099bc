import { sha256 } from '../text/sha256.ts'
import type { Headers } from './headers.ts'

/** A request as sent; `url` is the raw path and query, percent-encoded. */
export interface Signable {
  method: string
  url: string
  headers: Headers
  body: Buffer
}

/** The canonical request for the given headers. Unlike for S3, the path is encoded again as it was sent. */
export function canonicalRequest(request: Signable, signedHeaders: readonly string[]): string {
  const [path, query] = splitUrl(request.url)
  let headers = ''
  for (const name of signedHeaders) headers += `${name}:${canonicalHeader(request.headers, name)}\n`
  return `${request.method}\n${canonicalPath(path)}\n${canonicalQuery(query)}\n${headers}\n${signedHeaders.join(';')}\n${payloadHash(request)}`
}

/** Most calls have the path of the call before. */
let latestPath = { path: '', canonical: '/' }

function canonicalPath(path: string): string {
  if (path !== latestPath.path) latestPath = { path, canonical: pathIn(path) }
  return latestPath.canonical
}

function pathIn(path: string): string {
  const segments: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(escape(segment))
  }
  const end = segments.length > 0 && path.endsWith('/') ? '/' : ''
  return `/${segments.join('/')}${end}`
}

function canonicalQuery(query: string): string {
  if (query === '') return ''
  return queryPairs(query)
    .map(([name, value]) => [escape(name), escape(value)] as const)
    .toSorted(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map((pair) => pair.join('='))
    .join('&')
}

/** HTTP/2 clients sign `:authority` as the host. */
function canonicalHeader(headers: Headers, signed: string): string {
  const name = signed === ':authority' ? 'host' : signed
  let all: string | undefined
  for (const [key, value] of headers) {
    if (key.length !== name.length || key.toLowerCase() !== name) continue
    const plain = value.trim().replace(/\s+/g, ' ')
    all = all === undefined ? plain : `${all},${plain}`
  }
  return all ?? ''
}

function payloadHash({ headers, body }: Signable): string {
  const declared = headerOf(headers, 'x-amz-content-sha256')
  // UNSIGNED-PAYLOAD and the STREAMING-... values are used as they are; a digest must be the body's.
  return declared !== undefined && !/^[0-9a-f]{64}$/.test(declared) ? declared : sha256(body)
}

export function headerOf(headers: Headers, name: string): string | undefined {
  const { length } = name
  for (const [key, value] of headers)
    if (key.length === length && key.toLowerCase() === name) return value
  return undefined
}

export function splitUrl(url: string): [path: string, query: string] {
  const at = url.indexOf('?')
  return at === -1 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)]
}

function queryPairs(query: string): [string, string][] {
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=')
      return at === -1
        ? [decode(part), '']
        : [decode(part.slice(0, at)), decode(part.slice(at + 1))]
    })
}

export function queryBag(query: string): Record<string, string | string[]> {
  const bag: Record<string, string | string[]> = {}
  for (const [name, value] of queryPairs(query)) {
    const before = bag[name]
    bag[name] =
      before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value]
  }
  return bag
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Needs no escape. */
const PLAIN = /^[\w.~-]*$/

function escape(text: string): string {
  if (PLAIN.test(text)) return text
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
