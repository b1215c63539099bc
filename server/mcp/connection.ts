import { isObject, parseJson } from '../json.ts'
import type { Json } from '../json.ts'

/** A running server, by its URL. */
export interface AdminConnection {
  readonly url: string
  /** Calls the admin API. Throws a Refusal with the server's own words. */
  admin(method: string, path: string, body?: Json, ifMatch?: string): Promise<unknown>
  /** Calls Bedrock's API. */
  call(path: string, body: Json, session: string): Promise<Called>
}

interface Called {
  status: number
  headers: Headers
  body: Json
}

/** An answer of the admin API that is an error. */
export class AdminError extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

const TIMEOUT_MS = 120_000

export function connect(url: string, token?: string): AdminConnection {
  const send = async (
    method: string,
    path: string,
    body: Json | undefined,
    headers: Record<string, string>,
  ): Promise<Called> => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const response = await fetch(url + path, { method, headers, signal, ...sent }).catch(
      (thrown: unknown) => {
        throw new Error(noServer(url, thrown))
      },
    )
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: parseJson(text) ?? text }
  }
  const own = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return {
    url,
    async admin(method, path, body, ifMatch) {
      const headers = { ...own, ...(ifMatch !== undefined && { 'if-match': ifMatch }) }
      const { status, body: answer } = await send(method, `/_admin${path}`, body, headers)
      if (status < 400) return answer
      const reason = isObject(answer) ? (answer['detail'] ?? answer['message']) : undefined
      const fallback = `${method} /_admin${path} returned status ${status}.`
      throw new AdminError(status, typeof reason === 'string' ? reason : fallback)
    },
    call: (path, body, session) => send('POST', path, body, { 'x-bedrock-local-session': session }),
  }
}

/** The message of fetch is just `fetch failed`; the cause has the code. */
function noServer(url: string, thrown: unknown): string {
  const { cause, message } = thrown as Error & { cause?: NodeJS.ErrnoException }
  return `No bedrock-local server answers at ${url} (${cause?.code ?? message}). Start one with: npx bedrock-local`
}
