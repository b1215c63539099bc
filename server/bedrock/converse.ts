import { AwsError } from '../aws/errors.ts'
import type { Target } from '../dialects/dialect.ts'
import { dialectOf } from '../dialects/index.ts'
import { isObject } from '../json.ts'
import type { Json, JsonObject } from '../json.ts'
import { readConverse } from './converse-request.ts'
import { events } from './converse-events.ts'
import { converseTrace } from './guardrail-trace.ts'
import type { Draft } from './draft.ts'
import { habitsOf } from '../models/habits.ts'
import type { Block, Prompt, ToolUse } from '../neutral/prompt.ts'
import type { Message, Reply, Usage } from '../neutral/reply.ts'
import type { Call } from './types.ts'
import { alphabetical } from './wire-order.ts'

export function read(call: Call): Prompt {
  return readConverse(isObject(call.body) ? call.body : {})
}

export function writeBody(reply: Reply, to: Target, call: Call): Draft {
  const message = asMessage(reply, call)
  const body: JsonObject = {
    ...responseFields(message, to, call),
    metrics: { latencyMs: message.latencyMs },
    output: { message: { content: content(message, to, call) as Json[], role: 'assistant' } },
    ...converseTrace(to, call),
    ...echoes(message, call),
    stopReason: message.stopReason,
    usage: writeUsage(message.usage, call),
  }
  return { kind: 'body', headers: [], body: alphabetical(body) }
}

export function writeEvents(reply: Reply, to: Target, call: Call): Draft {
  const message = asMessage(reply, call)
  const stop = stopOf(message, to, call)
  const blocks = content(message, to, call)
  return {
    kind: 'events',
    headers: [],
    events: events(blocks, stop, metadata(message, to, call), to, call),
  }
}

/** The event messageStop. */
export function stopOf(message: Message, to: Target, call: Call): JsonObject {
  const fields = responseFields(message, to, call)
  const more = fields['additionalModelResponseFields']
  return {
    ...(more !== undefined && { additionalModelResponseFields: { delta: more } }),
    stopReason: message.stopReason,
  }
}

/** The last event of a stream. */
export function metadata(message: Message, to: Target, call: Call): JsonObject {
  return alphabetical({
    metrics: { latencyMs: message.latencyMs },
    ...converseTrace(to, call),
    ...echoes(message, call),
    usage: writeUsage(message.usage, call),
  })
}

function asMessage(reply: Reply, call: Call): Message {
  if (reply.kind === 'message') return reply
  const { family, foundation, sent } = call.model()
  if (reply.kind === 'native' && family !== undefined) {
    const { parse, join } = dialectOf(family.dialect)
    const parsed = Array.isArray(reply.body) ? join?.(reply.body) : parse(reply.body)
    if (parsed?.kind === 'message') return parsed
  }
  throw new AwsError(
    'ValidationException',
    `The answer is not a message, and ${foundation ?? sent} answers ${call.operation.name} with nothing else.`,
  )
}

/** The blocks as they are sent: with ids that a fixture omitted, and for newer models with the block's type. */
function content(message: Message, to: Target, call: Call): Block[] {
  const ids = callIds(to, call)
  let lastId = ''
  return message.content.map((block) => {
    // The result of a tool run by the service follows its call.
    if (block.toolResult?.toolUseId === '')
      return { toolResult: { ...block.toolResult, toolUseId: lastId } }
    if (block.toolUse === undefined) return block
    const named = ids(block.toolUse)
    lastId = named.toolUse.toolUseId
    return named
  })
}

/** Completes tool calls: adds an id if there is none, and the type if the family has it. */
export function callIds(to: Target, call: Call): (toolUse: ToolUse) => { toolUse: ToolUse } {
  const { namesToolUse: named, countsCalls } = habitsOf(call.model().family)
  let calls = countsCalls ? callsIn(to.prompt) : 0
  const made = (name: string): string =>
    countsCalls ? `functions.${name}:${calls++}` : to.ids('tooluse_', 22, 'base64url')
  return ({ toolUseId, type = named ? 'tool_use' : undefined, ...rest }) => ({
    toolUse: {
      ...rest,
      toolUseId: toolUseId === '' ? made(rest.name) : toolUseId,
      ...(type !== undefined && { type }),
    },
  })
}

function callsIn(prompt: Prompt): number {
  const messages = prompt.kind === 'chat' ? prompt.messages : []
  return messages.flatMap(({ content: blocks }) => blocks).filter(({ toolUse }) => toolUse).length
}

function writeUsage(usage: Usage, call: Call): JsonObject {
  const { inputTokens, outputTokens, cacheDetails } = usage
  const { fromCache, toCache } = cacheCounts(usage, call)
  return {
    ...(cacheDetails !== undefined &&
      cacheDetails.length > 0 && { cacheDetails: cacheDetails.map((detail) => ({ ...detail })) }),
    ...(fromCache !== undefined && {
      cacheReadInputTokenCount: fromCache,
      cacheReadInputTokens: fromCache,
    }),
    ...(toCache !== undefined && {
      cacheWriteInputTokenCount: toCache,
      cacheWriteInputTokens: toCache,
    }),
    inputTokens,
    outputTokens,
    serverToolUsage: {},
    totalTokens: inputTokens + outputTokens + (fromCache ?? 0) + (toCache ?? 0),
  }
}

/** Claude reports cache counts in every plain answer; other models, and all streams, only if the cache was used. */
function cacheCounts(
  { cacheReadInputTokens: fromCache, cacheWriteInputTokens: toCache }: Usage,
  call: Call,
): { fromCache?: number | undefined; toCache?: number | undefined } {
  const { cacheUsage } = habitsOf(call.model().family)
  if (cacheUsage === undefined || call.operation.streams === true) return { fromCache, toCache }
  return {
    fromCache: fromCache ?? 0,
    toCache: toCache ?? (cacheUsage === 'both' ? 0 : undefined),
  }
}

/** Members that the answer repeats from the request, or that a fixture adds to the message. */
function echoes({ extra = {} }: Message, { body }: Call): JsonObject {
  const request = isObject(body) ? body : {}
  const { additionalModelResponseFields: _written, ...rest } = extra
  return {
    ...(isObject(request['performanceConfig']) && {
      performanceConfig: request['performanceConfig'],
    }),
    ...(isObject(request['serviceTier']) && { serviceTier: request['serviceTier'] }),
    ...rest,
  }
}

/** The parts of the model's answer that the JSON pointers select; pointers that do not resolve are left out. */
function responseFields(message: Message, to: Target, call: Call): JsonObject {
  const given = message.extra?.['additionalModelResponseFields']
  if (given !== undefined) return { additionalModelResponseFields: given }
  const paths = isObject(call.body) ? call.body['additionalModelResponseFieldPaths'] : undefined
  const { family } = call.model()
  if (!Array.isArray(paths) || paths.length === 0 || family === undefined) return {}
  const native = dialectOf(family.dialect).body(message, to)
  const fields: JsonObject = {}
  for (const path of paths) {
    if (typeof path === 'string')
      copyAt(
        native,
        path
          .replace(/^\/delta(?=\/)/, '')
          .split('/')
          .slice(1),
        fields,
      )
  }
  return Object.keys(fields).length === 0 ? {} : { additionalModelResponseFields: fields }
}

function copyAt(from: Json, path: string[], into: JsonObject): void {
  const [first, ...rest] = path.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (first === undefined || !isObject(from)) return
  const value = from[first]
  if (value === undefined) return
  if (rest.length === 0) into[first] = value
  else {
    const inner = into[first]
    const deeper = isObject(inner) ? inner : {}
    copyAt(value, rest, deeper)
    if (Object.keys(deeper).length > 0) into[first] = deeper
  }
}
