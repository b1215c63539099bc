import { validateHeaderName, validateHeaderValue } from 'node:http'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'

/** The parts of a request to a function URL that its event contains. */
export interface UrlRequest {
  id: string
  method: string
  /** The path after the function's name. */
  path: string
  query: string
  /** Names and values in turn, as they were sent. */
  rawHeaders: readonly string[]
  body: Buffer
  sourceIp: string
  host: string
}

/** The event of a function URL, in payload format 2.0. */
export function urlEvent(request: UrlRequest): JsonObject {
  const { headers, cookies } = readHeaders(request.rawHeaders)
  const query = readQuery(request.query)
  const isText = TEXT.test(headers['content-type'] ?? 'text/plain')
  const now = new Date()
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: request.path,
    rawQueryString: request.query,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(request.query !== '' && { queryStringParameters: query }),
    requestContext: {
      accountId: 'anonymous',
      apiId: 'bedrock-local',
      domainName: request.host,
      domainPrefix: request.host.split('.')[0] ?? '',
      http: {
        method: request.method,
        path: request.path,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: request.id,
      routeKey: '$default',
      stage: '$default',
      time: clfTime(now),
      timeEpoch: now.getTime(),
    },
    ...(request.body.length > 0 && { body: request.body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: request.body.length > 0 && !isText,
  }
}

const TEXT =
  /^(text\/|application\/(json|javascript|xml|x-www-form-urlencoded|[\w.-]+\+(json|xml)))/i

function readHeaders(raw: readonly string[]) {
  const headers: Record<string, string> = {}
  const cookies: string[] = []
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase()
    const value = raw[index + 1] ?? ''
    if (name === 'cookie') cookies.push(...value.split('; '))
    // The pseudo-headers of HTTP/2 are not part of the event.
    else if (!name.startsWith(':'))
      headers[name] = name in headers ? `${headers[name]},${value}` : value
  }
  return { headers, cookies }
}

function readQuery(query: string): JsonObject {
  const values: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(query)) {
    values[name] = name in values ? `${values[name]},${value}` : value
  }
  return values
}

/** `20/Nov/2026:09:03:58 +0000` */
function clfTime(date: Date): string {
  const [, day = '', month = '', year = '', time = ''] = date.toUTCString().split(' ')
  return `${day}/${month}/${year}:${time} +0000`
}

export interface UrlResponse {
  status: number
  headers: [name: string, value: string][]
  body: Buffer
}

/** The HTTP response that a function URL makes of a handler's result; undefined when the result is invalid. */
export function urlResponse(payload: Buffer): UrlResponse | undefined {
  const result = JSON.parse(payload.toString()) as Json
  if (!isObject(result) || result['statusCode'] === undefined) {
    const body = typeof result === 'string' ? result : JSON.stringify(result)
    return { status: 200, headers: [['content-type', 'application/json']], body: Buffer.from(body) }
  }
  const head = urlHead(result)
  if (head === undefined) return undefined
  const { body, isBase64Encoded } = result
  const text =
    typeof body === 'string'
      ? body
      : body === undefined || body === null
        ? ''
        : JSON.stringify(body)
  return { ...head, body: Buffer.from(text, isBase64Encoded === true ? 'base64' : 'utf8') }
}

/** Status and headers, from a buffered result or from the prelude of a stream; undefined when one is invalid. */
export function urlHead(result: JsonObject): Omit<UrlResponse, 'body'> | undefined {
  const status = Number(result['statusCode'] ?? 200)
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined
  const own = isObject(result['headers']) ? Object.entries(result['headers']) : []
  // HTTP/2 has no header twice that may have only one value, and handlers may write one in two spellings.
  const byName = new Map(own.map(([name, value]) => [name.toLowerCase(), textOf(value)]))
  if (!byName.has('content-type')) byName.set('content-type', 'application/json')
  const headers = [...byName].filter(([name]) => !CONNECTION.has(name))
  const cookies = Array.isArray(result['cookies']) ? result['cookies'] : []
  for (const cookie of cookies) headers.push(['set-cookie', textOf(cookie)])
  return headers.every(isSendable) ? { status, headers } : undefined
}

// The server sets these itself, or HTTP/2 forbids them.
const CONNECTION = new Set([
  'connection',
  'proxy-connection',
  'transfer-encoding',
  'te',
  'trailer',
  'content-length',
  'keep-alive',
  'upgrade',
  'http2-settings',
])

/** Over HTTP/1.1, Node.js throws an error for any other header, and over HTTP/2 it sends some of them garbled. */
function isSendable([name, value]: [string, string]): boolean {
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
    return true
  } catch {
    return false
  }
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

export const PRELUDE_TYPE = 'application/vnd.awslambda.http-integration-response'

/** Splits the prelude (JSON, then eight zero bytes) from a stream. It may be split over several chunks. */
export class PreludeReader {
  head: Omit<UrlResponse, 'body'> | undefined
  #waiting = Buffer.alloc(0)

  /** The bytes of the body in this chunk; undefined while the prelude is incomplete. */
  read(piece: Buffer): Buffer | undefined {
    if (this.head !== undefined) return piece
    this.#waiting = Buffer.concat([this.#waiting, piece])
    const end = this.#waiting.indexOf(ZEROS)
    if (end === -1 && this.#waiting.length < MAX_PRELUDE) return undefined
    this.head = headOf(this.#waiting.subarray(0, Math.max(0, end)).toString()) ?? NO_HEAD
    return end === -1 ? Buffer.alloc(0) : this.#waiting.subarray(end + ZEROS.length)
  }
}

const ZEROS = Buffer.alloc(8)
const MAX_PRELUDE = 64 * 1024
const NO_HEAD: Omit<UrlResponse, 'body'> = { status: 502, headers: [] }

/** Undefined for an invalid prelude: functions may write anything. */
function headOf(text: string): Omit<UrlResponse, 'body'> | undefined {
  try {
    const prelude = JSON.parse(text) as Json
    return isObject(prelude) ? urlHead(prelude) : undefined
  } catch {
    return undefined
  }
}
