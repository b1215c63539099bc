import { AwsError } from '../aws/errors.ts'

const CAUSES: readonly (readonly [code: RegExp, words: string])[] = [
  [/^(ENOTFOUND|EAI_AGAIN|EAI_NODATA|EAI_NONAME)$/, 'its name cannot be resolved (DNS)'],
  [/^ECONNREFUSED$/, 'it refused the connection'],
  [/^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/, 'the connection timed out'],
  [/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, 'there is no network route to it'],
  [
    /^(CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_SSL|HOSTNAME_MISMATCH|EPROTO)/,
    'its TLS certificate or handshake failed',
  ],
  [
    /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_CLOSED|UND_ERR_DESTROYED)$/,
    'it closed the connection before answering',
  ],
  [/^(UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT)$/, 'it did not answer in time'],
  [
    /^(HTTPParserError|HPE_|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES)/,
    'its response is not valid HTTP',
  ],
]

/** The error for an unreachable upstream, with its host, the cause and an error code. */
export function unreachable(thrown: unknown, origin: string): AwsError {
  const { code, message } = innermost(thrown)
  const words = CAUSES.find(([pattern]) => pattern.test(code))?.[1] ?? 'the request failed'
  const detail = [code, message].filter((part) => part !== '').join(': ')
  return new AwsError(
    'ServiceUnavailableException',
    `The upstream ${origin} could not be reached: ${words} (${detail}).`,
    {
      cause: thrown,
    },
  )
}

/** Unwraps the cause: Node throws an AggregateError if it tried several addresses, undici sets `cause`. */
function innermost(thrown: unknown): { code: string; message: string } {
  let error: unknown = thrown
  for (let depth = 0; depth < 4; depth++) {
    const next =
      error instanceof AggregateError
        ? error.errors[0]
        : error instanceof Error
          ? error.cause
          : undefined
    if (!(next instanceof Error)) break
    error = next
  }
  if (!(error instanceof Error)) return { code: '', message: String(error) }
  // Errors of undici's parser have a name but no code.
  const named = error.name === 'HTTPParserError' ? error.name : ''
  const code = 'code' in error && typeof error.code === 'string' ? error.code : named
  return { code, message: error.message }
}
