import type { Usage } from '../../../neutral/reply.ts'
import type { Json, JsonObject } from '../../../json.ts'
import { isObject } from '../../../json.ts'
import { given, numberOf, objectOf, objectsOf, stringOf } from '../../../json-fields.ts'
import type { Form } from './form.ts'
import { sorted } from './form.ts'
import { isFunction } from './request.ts'

type Status = 'in_progress' | 'completed' | 'incomplete' | 'cancelled'

/** The data for a response. */
export interface ResponseFacts {
  request: JsonObject
  form: Form
  /** Whether an event carries the response, which then has fewer members, some in another order. */
  streamed: boolean
  id: string
  /** When the request came, in milliseconds. */
  createdAt: number
}

export interface ResponseState {
  status: Status
  output: JsonObject[]
  /** Why it is incomplete. */
  reason?: 'max_output_tokens' | 'content_filter'
  /** `counted` are the tokens of the reasoning as they were sent. */
  usage?: { usage: Usage; counted: number }
  completedAt?: number
}

/** A response as Bedrock shows it: the request's members, or their defaults, and what came of it. */
export function responseObject(facts: ResponseFacts, state: ResponseState): JsonObject {
  return facts.form === 'full' ? full(facts, state) : brief(facts, state)
}

function brief(facts: ResponseFacts, state: ResponseState): JsonObject {
  const { request, streamed } = facts
  const isOver = state.status !== 'in_progress'
  const { background, created_at, error, id, incomplete_details, instructions } = head(facts, state)
  return {
    background,
    created_at,
    error,
    id,
    incomplete_details,
    instructions,
    metadata: streamed ? null : (request['metadata'] ?? {}),
    model: request['model'] ?? null,
    object: 'response',
    output: state.output,
    parallel_tool_calls: request['parallel_tool_calls'] ?? true,
    service_tier: streamed ? 'auto' : tierOf(request),
    status: state.status,
    temperature: request['temperature'] ?? 1,
    ...(!streamed && { text: shownText(request) }),
    tool_choice: request['tool_choice'] ?? 'auto',
    tools: objectsOf(request['tools']).map(shownTool),
    top_p: request['top_p'] ?? 1,
    truncation: request['truncation'] ?? 'disabled',
    ...((isOver || !streamed) && { usage: usageOf(state, 'brief') }),
  }
}

function full(facts: ResponseFacts, state: ResponseState): JsonObject {
  const { request, streamed } = facts
  const isOver = state.status !== 'in_progress'
  const { background, created_at, error, id, incomplete_details, instructions } = head(facts, state)
  return {
    background,
    // Observed: events have no `billing`, and `moderation` last.
    ...(!streamed && { billing: { payer: 'developer' } }),
    completed_at: state.completedAt === undefined ? null : seconds(state.completedAt),
    created_at,
    error,
    frequency_penalty: 0,
    id,
    incomplete_details,
    instructions,
    max_output_tokens: request['max_output_tokens'] ?? null,
    max_tool_calls: request['max_tool_calls'] ?? null,
    metadata: request['metadata'] ?? {},
    model: request['model'] ?? null,
    ...(!streamed && { moderation: null }),
    object: 'response',
    output: state.output,
    parallel_tool_calls: request['parallel_tool_calls'] ?? true,
    presence_penalty: 0,
    previous_response_id: request['previous_response_id'] ?? null,
    prompt_cache_key: request['prompt_cache_key'] ?? null,
    prompt_cache_retention: request['prompt_cache_retention'] ?? 'in_memory',
    reasoning: reasoningOf(request, streamed),
    safety_identifier: request['safety_identifier'] ?? null,
    service_tier: isOver ? tierOf(request) : 'auto',
    status: state.status,
    store: request['store'] ?? true,
    temperature: request['temperature'] ?? 1,
    text: shownText(request),
    tool_choice: request['tool_choice'] ?? 'auto',
    tools: objectsOf(request['tools']).map(shownTool),
    top_logprobs: request['top_logprobs'] ?? 0,
    top_p: request['top_p'] ?? 0.98,
    truncation: request['truncation'] ?? 'disabled',
    usage: usageOf(state, 'full'),
    user: request['user'] ?? null,
    ...(streamed && { moderation: null }),
  }
}

const head = ({ request, id, createdAt }: ResponseFacts, { reason }: ResponseState) => ({
  background: request['background'] ?? false,
  created_at: seconds(createdAt),
  error: null,
  id,
  incomplete_details: reason === undefined ? null : { reason },
  instructions: request['instructions'] ?? null,
})

const seconds = (ms: number) => Math.floor(ms / 1000)

function tierOf(request: JsonObject): string {
  const tier = stringOf(request['service_tier'])
  return tier === undefined || tier === 'auto' ? 'default' : tier
}

function shownTool(tool: JsonObject): JsonObject {
  if (!isFunction(tool)) return sorted(tool)
  const { description, name, parameters, strict } = tool
  return {
    description: description ?? null,
    name: name ?? null,
    parameters: parameters ?? null,
    strict: strict ?? true,
    type: 'function',
  }
}

function shownText(request: JsonObject): JsonObject {
  const { format, verbosity } = objectOf(request['text'])
  return {
    format: isObject(format) ? shownFormat(format) : { type: 'text' },
    verbosity: verbosity ?? 'medium',
  }
}

function shownFormat(format: JsonObject): JsonObject {
  if (format['type'] !== 'json_schema') return format
  const { description, name, schema, strict } = format
  return {
    description: description ?? null,
    name: name ?? null,
    schema: schema ?? null,
    strict: strict ?? true,
    type: 'json_schema',
  }
}

// GPT-5.4 and 5.5 have no such member.
const WITHOUT_CONTEXT = /gpt-5\.[0-5]/

function reasoningOf(request: JsonObject, streamed: boolean): JsonObject {
  const { effort, summary } = objectOf(request['reasoning'])
  const context = WITHOUT_CONTEXT.test(stringOf(request['model']) ?? '')
    ? {}
    : { context: 'all_turns' }
  const shown: Record<'effort' | 'summary', Json> = {
    effort: effort ?? 'medium',
    summary: summary ?? null,
  }
  return streamed
    ? { summary: shown.summary, effort: shown.effort, ...context }
    : { ...context, ...shown }
}

/** Unlike Converse, OpenAI counts what the cache had among the input. */
function usageOf({ usage: of }: ResponseState, form: Form): Json {
  if (of === undefined) return null
  const {
    inputTokens,
    outputTokens,
    cacheReadInputTokens = 0,
    cacheWriteInputTokens = 0,
  } = of.usage
  const input = inputTokens + cacheReadInputTokens + cacheWriteInputTokens
  return {
    input_tokens: input,
    input_tokens_details: {
      ...(form === 'full' && { cache_write_tokens: cacheWriteInputTokens }),
      cached_tokens: cacheReadInputTokens,
    },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: of.usage.reasoningTokens ?? of.counted },
    total_tokens: input + outputTokens,
  }
}

/** The usage that a response reports, in Converse's terms. */
export function readUsage(usage: JsonObject): Usage {
  const details = objectOf(usage['input_tokens_details'])
  const cacheReadInputTokens = numberOf(details['cached_tokens']) ?? 0
  const cacheWriteInputTokens = numberOf(details['cache_write_tokens']) ?? 0
  const input = numberOf(usage['input_tokens']) ?? 0
  const { reasoning_tokens } = objectOf(usage['output_tokens_details'])
  return {
    inputTokens: Math.max(0, input - cacheReadInputTokens - cacheWriteInputTokens),
    outputTokens: numberOf(usage['output_tokens']) ?? 0,
    ...(cacheReadInputTokens > 0 && { cacheReadInputTokens }),
    ...(cacheWriteInputTokens > 0 && { cacheWriteInputTokens }),
    ...given({ reasoningTokens: numberOf(reasoning_tokens) }),
  }
}
