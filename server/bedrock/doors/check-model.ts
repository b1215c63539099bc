import { AwsError } from '../../aws/errors.ts'
import type { Model } from '../../models/model.ts'
import { configured, unlisted } from '../checks/catalogue.ts'
import { tooLong } from '../checks/context.ts'
import { tooManyTokens } from '../checks/features.ts'
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
    HAS[api].test(name) && (model.family?.task ?? 'chat') === 'chat'
      ? undefined
      : without(call, api),
    strictModels ? routeFault(call) : undefined,
    invalid(limitOf(call, model)),
    invalid(tooLong(call)),
  ].filter((fault) => fault !== undefined)
  const [first] = faults
  if (first !== undefined && !lenient) throw first
  const stranger = unlisted(model)
  return [...faults.map(({ message }) => message), ...(stranger === undefined ? [] : [stranger])]
}

function limitOf(call: Call, model: Model): string | undefined {
  const prompt = call.prompt()
  return prompt.kind === 'chat' ? tooManyTokens(model, prompt.maxTokens, false) : undefined
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
