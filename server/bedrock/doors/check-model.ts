import { AwsError } from '../../aws/errors.ts'
import type { Model } from '../../models/model.ts'
import { configured, unlisted } from '../checks/catalogue.ts'
import { tooLong } from '../checks/context.ts'
import { traitsOf } from '../../dialects/anthropic/names.ts'
import { maxTokensOf } from '../../models/families.ts'
import type { Strictness } from '../strictness.ts'
import type { Call } from '../types.ts'
import { hostOf } from './host.ts'
import { routeFault } from './route-fault.ts'

export type Api = 'chat' | 'responses' | 'messages'

/** Which models an API has, by their ids on either host. */
const HAS: Readonly<Record<Api, RegExp>> = {
  chat: /^(?!.*anthropic\.)/,
  responses: /(?:^|\.)(?:openai\.(?!gpt-oss-safeguard)|xai\.|google\.gemma-4)/,
  messages: /(?:^|\.|\/)anthropic\.claude/,
}

/** Whether a model answers through an API, by its id on either host. */
export const isAnsweredBy = (api: Api, id: string): boolean => HAS[api].test(id)

/** Whether a model is there, ready, and answers through an API. Throws the API's error, or returns warnings. */
export function checkModel(
  call: Call,
  { lenient, strictModels, now = Date.now }: Strictness,
  api: Api,
): string[] {
  const model = call.model()
  if (model.kind === 'unknown' && model.family === undefined) throw missing(call)
  const forbidden = configured(model, call.session, now())
  if (forbidden !== undefined) throw forbidden
  const name = model.foundation ?? model.sent
  const faults = [
    isAnsweredBy(api, name) && (model.family?.task ?? 'chat') === 'chat'
      ? undefined
      : without(call, api),
    strictModels ? routeFault(call) : undefined,
    invalid(limitFault(call, model, api)),
    invalid(tooLong(call)),
  ].filter((fault) => fault !== undefined)
  const [first] = faults
  if (first !== undefined && !lenient) throw first
  const stranger = unlisted(model)
  return [...faults.map(({ message }) => message), ...(stranger === undefined ? [] : [stranger])]
}

/** The requested length must not exceed the model's maximum; each API has its own message. */
function limitFault(call: Call, { foundation = '' }: Model, api: Api): string | undefined {
  const prompt = call.prompt()
  const max = maxTokensOf(foundation)
  const wanted = prompt.kind === 'chat' ? prompt.maxTokens : undefined
  if (max === undefined || wanted === undefined || wanted <= max) return undefined
  return EXCEEDS[api](wanted, max, foundation)
}

const EXCEEDS: Readonly<Record<Api, (wanted: number, max: number, model: string) => string>> = {
  chat: (wanted, max) =>
    `max_tokens is too large: ${wanted}. This model supports at most ${max} completion tokens, whereas you provided ${wanted}.`,
  responses: (wanted, max) =>
    `Invalid 'max_output_tokens': integer above maximum value. Expected a value <= ${max}, but got ${wanted} instead.`,
  messages: (wanted, max, model) =>
    `max_tokens: ${wanted} > ${max}, which is the maximum allowed number of output tokens for ${traitsOf(model).name}`,
}

const invalid = (message: string | undefined): AwsError | undefined =>
  message === undefined ? undefined : new AwsError('ValidationException', message)

function missing(call: Call): AwsError {
  const message =
    hostOf(call) === 'runtime'
      ? "The model doesn't exist or doesn't support this API"
      : `The model '${call.model().sent}' does not exist`
  return new AwsError('ResourceNotFoundException', message)
}

function without(call: Call, api: Api): AwsError {
  if (api === 'messages') return missing(call)
  // Named so below `/openai/v1` too.
  const path = api === 'chat' ? '/v1/chat/completions' : '/v1/responses'
  const message = `The model '${call.model().sent}' does not support the '${path}' API`
  return new AwsError('ValidationException', message)
}
