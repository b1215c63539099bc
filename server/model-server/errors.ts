import { AwsError } from '../aws/errors.ts'
import { tooLongFor } from '../bedrock/checks/context.ts'
import type { Call } from '../bedrock/types.ts'
import { countPrompt } from '../tokens/tokens.ts'
import { messageOf } from '../text/error-message.ts'
import { contextIn, FailedResponse } from './client.ts'

/** The context of a failed call to the model server. */
export interface FailedCall {
  url: string
  /** The server's model, if known. */
  model?: string | undefined
  /** The server's models, once it has listed them. */
  offered?: readonly string[]
  timeoutMs: number
  /** Aborted if the client has left. */
  gone?: AbortSignal
}

export const clientLeft = (): AwsError =>
  new AwsError('ServiceUnavailableException', 'The client disconnected before the model answered.')

const TIMEOUTS = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])
const TOO_LONG = /context (?:size|length|window)|exceeds? .*context|too many tokens|n_ctx/i

/** An error for the client: what happened, where, and what to do. */
export function clientError(thrown: unknown, failed: FailedCall, call?: Call): AwsError {
  if (thrown instanceof AwsError) return thrown
  if (thrown instanceof FailedResponse) return refused(thrown, failed, call)
  const { url, model, timeoutMs, gone } = failed
  if (gone?.aborted === true) return clientLeft()
  const code = codeOf(thrown)
  if (code === '')
    return new AwsError(
      'ServiceUnavailableException',
      `The model server at ${url}${ofModel(failed)} did not answer with a completion: ${messageOf(thrown)}. Check --model-server.`,
      { cause: thrown },
    )
  if (TIMEOUTS.has(code))
    return new AwsError(
      'ModelTimeoutException',
      `The model server at ${url}${ofModel(failed)} sent nothing for ${timeoutMs / 1000} s. Use a smaller model or prompt, or raise modelServer.timeoutMs.`,
      { cause: thrown },
    )
  return new AwsError(
    'ServiceUnavailableException',
    `No model server answers at ${url} (${code})${model === undefined ? '' : `, so ${model} is unavailable`}. Start it, or change --model-server.`,
    { cause: thrown },
  )
}

/** An error after the first bytes of an answer. */
export function brokenOff(thrown: unknown, failed: FailedCall): AwsError {
  if (thrown instanceof AwsError) return thrown
  const why = TIMEOUTS.has(codeOf(thrown))
    ? `sent nothing for ${failed.timeoutMs / 1000} s`
    : 'stopped in the middle of its answer'
  const message = messageOf(thrown)
  return new AwsError(
    'ModelStreamErrorException',
    `The model server at ${failed.url}${ofModel(failed)} ${why}: ${message}`,
    { members: { originalStatusCode: 500, originalMessage: message }, cause: thrown },
  )
}

const ofModel = ({ model }: FailedCall): string => (model === undefined ? '' : ` with ${model}`)

function refused(refusal: FailedResponse, failed: FailedCall, call: Call | undefined): AwsError {
  const { status, message } = refusal
  const { url, model, offered } = failed
  const options = { cause: refusal }
  if (status < 400)
    return new AwsError(
      'ServiceUnavailableException',
      `The model server at ${url} redirects to ${refusal.location ?? 'nowhere'} (${status}). Set --model-server to the address that answers.`,
      options,
    )
  if (status === 401 || status === 403)
    return new AwsError(
      'ServiceUnavailableException',
      `The model server at ${url} rejects the API key (${status}: ${message}). Set modelServer.apiKey in the config file.`,
      options,
    )
  if (status === 404) {
    const what =
      offered === undefined || model === undefined
        ? `The server at ${url} has no OpenAI-compatible API (404 for its list of models). Check --model-server.`
        : `The model server at ${url} has no model ${model} (404: ${message}). Pull or load it, or map another one in modelServer.models${offered.length === 0 ? '' : `; it has ${offered.join(', ')}`}.`
    return new AwsError('ServiceUnavailableException', what, options)
  }
  if (status === 429)
    return new AwsError(
      'ThrottlingException',
      `Too many requests, please wait before trying again. The model server at ${url} is busy: ${message}`,
      options,
    )
  if (status < 500 && call !== undefined && TOO_LONG.test(message))
    return new AwsError('ValidationException', tooLong(refusal, call), options)
  if (status < 500)
    return new AwsError(
      'ValidationException',
      `The model server at ${url} rejects the request${ofModel(failed)} (${status}): ${message}`,
      options,
    )
  return new AwsError(
    'ServiceUnavailableException',
    `The model server at ${url} failed${ofModel(failed)} (${status}): ${message}. Its own log may say more.`,
    options,
  )
}

/** Bedrock's message, with the context size of the local model if the server reports it. */
function tooLong(refusal: FailedResponse, call: Call): string {
  const limit = contextIn(refusal)
  const input = countPrompt(call.prompt(), call.model().family)
  return tooLongFor(
    call,
    limit === undefined ? undefined : { input, output: 0, limit, countsOutput: false },
  )
}

/** Node and undici report the reason as a code of the innermost cause; empty if the network was not the reason. */
function codeOf(thrown: unknown): string {
  let error: unknown = thrown
  let found = ''
  for (let depth = 0; depth < 4 && error instanceof Error; depth++) {
    if ('code' in error && typeof error.code === 'string') found = error.code
    error = error instanceof AggregateError ? error.errors[0] : error.cause
  }
  if (found !== '') return found
  return thrown instanceof Error && thrown.name === 'TimeoutError' ? 'no answer' : ''
}
