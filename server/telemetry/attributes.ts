import type { Call } from '../bedrock/types.ts'
import { headerOf } from '../aws/canonical-request.ts'
import type { Exchange } from '../journal/types.ts'
import { given } from '../json-fields.ts'
import type { Prompt } from '../neutral/prompt.ts'
import type { Usage } from '../neutral/reply.ts'
import { contentAttributes } from './content.ts'

export type Attributes = Record<string, string | number | boolean | string[]>

/** The conventions' name for each kind of task, or our own if there is none. */
const OPERATIONS: Readonly<Record<Prompt['kind'], string>> = {
  chat: 'chat',
  embed: 'embeddings',
  image: 'generate_content',
  rank: 'rerank',
}

/** A call as attributes of OpenTelemetry's conventions for generative AI and AWS Bedrock. */
export function attributesOf(exchange: Exchange, call: Call, withContent: boolean): Attributes {
  const { model, usage, reply, guardrail, served } = exchange
  const prompt = promptOf(call)
  const streams = call.operation.streams === true
  return given({
    'gen_ai.operation.name': OPERATIONS[prompt?.kind ?? 'chat'],
    'gen_ai.provider.name': 'aws.bedrock',
    'gen_ai.request.model': model?.sent,
    'gen_ai.response.model': served?.model ?? model?.foundation,
    'gen_ai.request.stream': streams ? true : undefined,
    ...(prompt?.kind === 'chat' && requested(prompt)),
    'gen_ai.response.finish_reasons': reply?.kind === 'message' ? [reply.stopReason] : undefined,
    'gen_ai.response.time_to_first_chunk':
      streams && exchange.firstByteMs !== undefined ? exchange.firstByteMs / 1_000 : undefined,
    ...(usage !== undefined && used(usage)),
    'aws.bedrock.guardrail.id': guardrail?.id,
    'aws.request_id': exchange.id,
    'error.type': errorType(exchange),
    'http.response.status_code': exchange.status === 0 ? undefined : exchange.status,
    ...addressOf(call),
    'bedrock_local.operation': exchange.operation,
    'bedrock_local.session': exchange.session,
    'bedrock_local.source': exchange.source,
    'bedrock_local.fixture': exchange.fixture,
    'bedrock_local.fault': exchange.fault,
    ...(withContent && contentAttributes(exchange)),
  })
}

/** The name of an AWS error, or the outcome of a stream that did not end. */
export function errorType({ error, status, ended }: Exchange): string | undefined {
  if (error !== undefined) return error.name
  if (ended !== 'complete') return ended.replaceAll(' ', '_')
  return status >= 400 ? String(status) : undefined
}

/** Bodies that cannot be parsed have been rejected. */
function promptOf(call: Call): Prompt | undefined {
  try {
    return call.prompt()
  } catch {
    return undefined
  }
}

function requested(prompt: Prompt & { kind: 'chat' }): Attributes {
  const { maxTokens, temperature, topP, topK, stopSequences, count, format } = prompt
  return given({
    'gen_ai.request.max_tokens': maxTokens,
    'gen_ai.request.temperature': temperature,
    'gen_ai.request.top_p': topP,
    'gen_ai.request.top_k': topK,
    'gen_ai.request.stop_sequences': stopSequences.length > 0 ? stopSequences : undefined,
    'gen_ai.request.choice.count': count === 1 ? undefined : count,
    'gen_ai.output.type': format === undefined ? undefined : 'json',
  })
}

/** Unlike AWS, the conventions count cached tokens among those of the input. */
function used(usage: Usage): Attributes {
  const { inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens } = usage
  return given({
    'gen_ai.usage.input_tokens':
      inputTokens + (cacheReadInputTokens ?? 0) + (cacheWriteInputTokens ?? 0),
    'gen_ai.usage.output_tokens': outputTokens,
    'gen_ai.usage.cache_read.input_tokens': cacheReadInputTokens,
    'gen_ai.usage.cache_creation.input_tokens': cacheWriteInputTokens,
  })
}

/** The address that the client used. */
function addressOf({ http: { headers } }: Call): Attributes {
  const [, address, port] = /^(.*?)(?::(\d+))?$/.exec(headerOf(headers, 'host') ?? '') ?? []
  if (address === undefined || address === '') return {}
  return { 'server.address': address, 'server.port': Number(port ?? 80) }
}
