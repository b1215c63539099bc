import { Agent } from 'undici'
import type { Dispatcher } from 'undici'
import { isObject, parseJson } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { numberOf, objectOf, stringOf } from '../json-fields.ts'
import { version } from '../package.ts'
import { safePool } from '../safe-pool.ts'

/** A response that is not a success. */
export class FailedResponse extends Error {
  readonly status: number
  /** The error's own object, if there is one. */
  readonly details: JsonObject
  readonly location: string | undefined

  constructor(status: number, text: string, location?: string) {
    const { error, message, detail } = objectOf(parseJson(text))
    const details = isObject(error) ? error : {}
    const reason = stringOf(details['message']) ?? stringOf(error) ?? stringOf(message) ?? detail
    super(typeof reason === 'string' && reason !== '' ? reason : text.slice(0, MAX_TEXT).trim())
    this.status = status
    this.location = location
    this.details = details
  }
}

const MAX_TEXT = 300
const CONNECT_MS = 4_000

export interface Response {
  type: string
  body: Dispatcher.ResponseData['body']
}

export interface ModelClient {
  get(url: string, signal?: AbortSignal): Promise<Json | undefined>
  /** Throws a `Refusal` for any status but 2xx. */
  post(url: string, body: JsonObject, signal: AbortSignal): Promise<Response>
  close(): Promise<void>
}

interface ClientOptions {
  apiKey?: string
  timeoutMs: number
}

/** Speaks HTTP with the model server. */
export function createClient({ apiKey, timeoutMs }: ClientOptions): ModelClient {
  const dispatcher = new Agent({
    connect: { timeout: CONNECT_MS },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    keepAliveTimeout: 30_000,
    factory: safePool,
  })
  const headers = {
    'user-agent': `bedrock-local/${version}`,
    ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
  }
  const request = async (
    url: string,
    options: Omit<Dispatcher.RequestOptions, 'path' | 'origin'>,
  ): Promise<Dispatcher.ResponseData> => {
    const { origin, pathname, search } = new URL(url)
    const response = await dispatcher.request({ origin, path: pathname + search, ...options })
    const { statusCode } = response
    if (statusCode >= 200 && statusCode < 300) return response
    const { location } = response.headers
    throw new FailedResponse(statusCode, await response.body.text(), location?.toString())
  }
  return {
    async get(url, signal) {
      const { body } = await request(url, { method: 'GET', headers, signal: signal ?? null })
      return parseJson(await body.text())
    },
    async post(url, body, signal) {
      const response = await request(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal,
      })
      const type = response.headers['content-type']
      return { type: String(type ?? ''), body: response.body }
    },
    close: () => dispatcher.destroy(),
  }
}

/** The context size in an error about it, if the server reports it. */
export const contextIn = ({ details }: FailedResponse): number | undefined =>
  numberOf(details['n_ctx'])
