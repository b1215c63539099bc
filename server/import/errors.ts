import { headerOf } from '../aws/canonical-request.ts'
import { isObject, parseJson } from '../json.ts'
import type { Transcript } from '../recordings/transcript.ts'
import { LASTING } from '../recordings/transcript.ts'

/** Statuses of errors that a retry would get again. */
const LASTING_STATUS = new Set([400, 404, 409, 413])

/** Why an error is not imported. Recorders often drop the header with its type. */
export function errorWhy(
  { status, headers, chunks, bytes }: Transcript,
  recordErrors: boolean,
): { skip?: string; untyped?: true } {
  if (status < 100) return { skip: 'no answer was recorded' }
  if (status < 400) return { skip: `status ${status} is not an answer from Bedrock` }
  const body = bytes === 0 ? undefined : parseJson(Buffer.concat(chunks))
  if (!isObject(body))
    return { skip: `${status} with a body that is not JSON: redacted or damaged` }
  const given = headerOf(headers, 'x-amzn-errortype') ?? body['__type'] ?? body['code']
  const name =
    typeof given === 'string' ? (given.split(/[:,]/, 1)[0]?.replace(/^.*#/, '') ?? '') : ''
  const untyped = name === '' ? { untyped: true as const } : {}
  if (recordErrors) return untyped
  if (status === 401 || status === 403)
    return { skip: `${status}: the caller was rejected${name === '' ? '' : ` (${name})`}` }
  const lasts = name === '' ? LASTING_STATUS.has(status) : LASTING.test(name)
  if (lasts) return untyped
  const what = name === '' ? '' : ` ${name}`
  return { skip: `${status}${what} does not depend on the request (--record-errors imports it)` }
}
