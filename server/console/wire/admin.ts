import { signal } from '@preact/signals'
import { decode } from '../route.ts'
import { keepInTab, keptInTab } from '../storage.ts'

/** The server rejected the request; the message is its own. */
export class Refused extends Error {
  readonly status: number
  readonly errors: readonly { path: string; message: string }[]
  /** The whole answer, for those with more than a message. */
  readonly body: unknown

  constructor(status: number, message: string, errors: Refused['errors'] = [], body?: unknown) {
    super(message)
    this.status = status
    this.errors = errors
    this.body = body
  }
}

/** The server cannot be reached. */
export class Unreachable extends Error {
  constructor() {
    super('The server does not answer. Is bedrock-local still running?')
  }
}

/** The admin token of this tab, and whether the server requires one. */
export const token = signal<string | undefined>(undefined)
export const tokenWanted = signal(false)

export function setToken(value: string | undefined): void {
  token.value = value
  tokenWanted.value = false
  keepInTab('token', value)
}

/** `#token=...` is read once and removed from the address. */
export function takeToken(): void {
  const value = /^#\/?token=(.+)$/.exec(location.hash)?.[1]
  if (value !== undefined) {
    setToken(decode(value))
    history.replaceState(null, '', '#/')
  } else token.value = keptInTab('token')
}

export interface Ask {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  body?: unknown
  headers?: Readonly<Record<string, string>>
  signal?: AbortSignal
}

/** Whether a text can be the value of a header; `fetch` throws for any other. */
export const isHeaderText = (text: string | undefined): text is string =>
  text !== undefined && /^[ -~\u0080-\u00ff]*$/.test(text)

/** Calls the admin API: `admin('/mode', { method: 'PUT', body: { mode } })`. Throws Refused or Unreachable. */
export async function admin<T = unknown>(path: string, ask: Ask = {}): Promise<T> {
  const response = await request(path, ask)
  const text = await response.text()
  const json = response.headers.get('content-type')?.includes('json') === true
  return (json ? JSON.parse(text) : text) as T
}

/** The same, before its body has arrived: for streams, and for callers that need the headers. */
export async function request(path: string, ask: Ask = {}): Promise<Response> {
  const { method = 'GET', body, headers, signal: aborted } = ask
  const response = await fetch(`/_admin${path}`, {
    method,
    headers: {
      ...(isHeaderText(token.value) && { 'x-bedrock-local-admin-token': token.value }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(aborted !== undefined && { signal: aborted }),
  }).catch((thrown: unknown) => {
    if (aborted?.aborted === true) throw thrown
    throw new Unreachable()
  })
  if (response.ok) return response
  if (response.status === 401) tokenWanted.value = true
  throw await refusalOf(response)
}

async function refusalOf(response: Response): Promise<Refused> {
  const text = await response.text().catch(() => '')
  const body = parse(text)
  const { detail, message, errors } = body
  const sentence =
    typeof detail === 'string'
      ? detail
      : typeof message === 'string'
        ? message
        : `The server returned status ${response.status}.`
  return new Refused(
    response.status,
    sentence,
    Array.isArray(errors) ? (errors as Refused['errors']) : [],
    body,
  )
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** The error in one sentence. */
export function sentenceOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
