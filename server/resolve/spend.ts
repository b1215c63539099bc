import { AwsError } from '../aws/errors.ts'
import type { Call } from '../bedrock/types.ts'
import type { Remote } from './remote.ts'

const SPEND = 'x-bedrock-local-spend'

/**
 * Web pages served by this server need a header that confirms that a call may cost money; the console sends it once
 * its user has agreed. Programs and origins allowed by --allow-origin do not need it.
 */
export function withConsent(remote: Remote, allowOrigin: readonly string[]): Remote {
  return {
    forward: async (call) => remote.forward(consented(call, allowOrigin)),
    record: async (call) => remote.record(consented(call, allowOrigin)),
    taken: remote.taken,
    close: () => remote.close(),
  }
}

type Header = (name: string) => string | undefined

/** Whether a request with these headers may cause a call that costs money. */
export function maySpend(header: Header, allowOrigin: readonly string[]): boolean {
  const origin = header('origin')
  const ofPage = origin !== undefined || header('sec-fetch-site') === 'same-origin'
  return !ofPage || header(SPEND) === 'yes' || isAllowed(origin, allowOrigin)
}

function consented(call: Call, allowOrigin: readonly string[]): Call {
  const header: Header = (wanted) =>
    call.http.headers.find(([name]) => name.toLowerCase() === wanted)?.[1]
  if (maySpend(header, allowOrigin)) return call
  throw new AwsError(
    'AccessDeniedException',
    `This call would go to the real Bedrock and cost money. A web page must send the header ${SPEND}: yes.`,
  )
}

function isAllowed(origin: string | undefined, allowed: readonly string[]): boolean {
  return allowed.some((one) => one === '*' || one.replace(/\/$/, '').toLowerCase() === origin)
}
