import type { IncomingMessage } from 'node:http'
import { isFunctionHost } from '../http/guard.ts'

/**
 * A function's page shares its address with the console and the admin API. In this sandbox a browser gives it the
 * origin `null`, which the guard rejects. At `<name>.localhost` it has a real one, and needs no sandbox.
 */
const SANDBOX = 'sandbox allow-scripts allow-forms allow-popups'

/** The policy of what a browser shows as a page; undefined for what programs and scripts fetch. */
export function sandboxFor(request: IncomingMessage): string | undefined {
  const { headers } = request
  const mode = headers['sec-fetch-mode']
  const shown =
    mode === undefined
      ? // Browsers say nothing more over plain HTTP to another name than localhost.
        headers.accept?.includes('text/html') === true
      : mode === 'navigate' || mode === 'nested-navigate'
  return shown && !isFunctionHost(request) ? SANDBOX : undefined
}
