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
    close: () => remote.close(),
  }
}

function consented(call: Call, allowOrigin: readonly string[]): Call {
  const header = (wanted: string) =>
    call.http.headers.find(([name]) => name.toLowerCase() === wanted)?.[1]
  const origin = header('origin')
  const ofPage = origin !== undefined || header('sec-fetch-site') === 'same-origin'
  if (!ofPage || header(SPEND) === 'yes' || isAllowed(origin, allowOrigin)) return call
  throw new AwsError(
    'AccessDeniedException',
    `This call would go to the real Bedrock and cost money. A web page must send the header ${SPEND}: yes.`,
  )
}

function isAllowed(origin: string | undefined, allowed: readonly string[]): boolean {
  return allowed.some((one) => one === '*' || one.replace(/\/$/, '').toLowerCase() === origin)
}
