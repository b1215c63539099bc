import type { Served } from '../bedrock/answer.ts'
import { cut } from '../bedrock/pieces.ts'
import { isObject, parseJson } from '../json.ts'
import type { JsonObject } from '../json.ts'
import { objectOf, stringOf } from '../json-fields.ts'
import { joiner } from '../neutral/delta.ts'
import type { Delta, Joiner } from '../neutral/delta.ts'
import type { StopReason } from '../neutral/reply.ts'
import type { Chat, ToolSpec } from '../neutral/prompt.ts'
import { countText } from '../tokens/token-count.ts'
import { jsonIn } from './chunk-content.ts'
import { deltasOf, usageWith } from './deltas.ts'
import type { AnswerPlan } from './deltas.ts'
import { formatOf } from './request.ts'

/** The tools of which one must be called; none if the model may choose. */
export function forcedTools({ tools, toolChoice }: Chat): readonly ToolSpec[] {
  if (toolChoice === undefined) return []
  if ('any' in toolChoice) return tools
  if (!('tool' in toolChoice)) return []
  const { name } = toolChoice.tool
  return tools.filter((tool) => tool.name === name)
}

/** The text that a server may write before a forced call. If it writes more, it has ignored the request. */
const MAX_TEXT = 400

type Ask = () => Promise<AsyncIterable<JsonObject>>

/** An answer that must be a tool call. Text is dropped; without a call, `again` asks for the arguments alone. */
export async function* forcedDeltas(
  chunks: AsyncIterable<JsonObject> | undefined,
  again: Ask,
  tools: readonly ToolSpec[],
  plan: AnswerPlan,
  served: Served,
  onIgnored: () => void,
): AsyncGenerator<Delta> {
  const joined = joiner()
  let hasCall = false
  let dropped = 0
  /** A further call of a tool that may not be called. */
  let skipped: number | undefined
  yield { type: 'begin', usage: plan.usage }
  for await (const delta of chunks === undefined ? [] : deltasOf(chunks, plan, served)) {
    if (delta.type === 'begin') continue
    if (delta.type === 'text') {
      dropped += delta.text.length
      if (!hasCall && dropped > MAX_TEXT) break
      continue
    }
    if (delta.type === 'call') {
      const isOffered = tools.some(({ name }) => name === delta.name)
      if (!isOffered && !hasCall) break
      skipped = isOffered ? undefined : delta.index
      hasCall = true
    }
    if (skipped !== undefined && 'index' in delta && delta.index === skipped) continue
    if (delta.type === 'stop') {
      // Text instead of a call means that the choice was ignored, regardless of the stop reason.
      const isCut = dropped === 0 && CUTS.has(delta.stopReason)
      if (!hasCall && !isCut) break
      if (!hasCall) yield { type: 'text', index: nextIndex(joined), text: '', tokens: 0 }
      yield { ...delta, usage: usageWith(joined.message().content, plan) }
      return
    }
    joined.add(delta)
    yield delta
  }
  if (chunks !== undefined) onIgnored()
  yield* madeCall(await again(), nextIndex(joined), tools, plan, served)
}

const CUTS: ReadonlySet<StopReason> = new Set<StopReason>(['max_tokens', 'content_filtered'])

const nextIndex = (joined: Joiner): number => joined.message().content.length

/** The call that the answer to `argumentsRequest` describes. */
async function* madeCall(
  chunks: AsyncIterable<JsonObject>,
  index: number,
  tools: readonly ToolSpec[],
  plan: AnswerPlan,
  served: Served,
): AsyncGenerator<Delta> {
  const joined = joiner()
  for await (const delta of deltasOf(chunks, plan, served)) joined.add(delta)
  const { content, latencyMs, stopReason } = joined.message()
  const text = content.map((block) => block.text ?? '').join('')
  const { name, json, isWhole } = callIn(text, tools)
  const pieces = cut(json, plan.family?.grain ?? 'words')
  const input = parseJson(json) ?? json
  yield { type: 'call', index, toolUseId: '', name }
  for (const piece of pieces)
    yield { type: 'arguments', index, json: piece, tokens: countText(piece) }
  yield {
    type: 'stop',
    stopReason: isWhole ? 'tool_use' : CUTS.has(stopReason) ? stopReason : 'malformed_tool_use',
    usage: usageWith([{ toolUse: { toolUseId: '', name, input } }], plan),
    latencyMs,
  }
}

function callIn(
  text: string,
  tools: readonly ToolSpec[],
): { name: string; json: string; isWhole: boolean } {
  const json = jsonIn(text)
  const value = parseJson(json)
  const [tool] = tools
  if (tools.length === 1 && tool !== undefined)
    return isObject(value)
      ? { name: tool.name, json, isWhole: true }
      : { name: tool.name, json: text, isWhole: false }
  const { name, arguments: args } = objectOf(value)
  const called = tools.find((one) => one.name === stringOf(name))
  if (called === undefined || !isObject(args))
    return { name: called?.name ?? tool?.name ?? '', json: text, isWhole: false }
  return { name: called.name, json: JSON.stringify(args), isWhole: true }
}

/** Asks for the arguments of a call as structured output, which servers support that ignore `tool_choice`. */
export function argumentsRequest(body: JsonObject, tools: readonly ToolSpec[]): JsonObject {
  const { tools: _tools, tool_choice: _choice, messages, ...rest } = body
  const [only] = tools
  const schema = only !== undefined && tools.length === 1 ? only.schema : anyCall(tools)
  const descriptions = tools
    .map(
      ({ name, description = '', schema: own }) => `${name}: ${description} ${JSON.stringify(own)}`,
    )
    .join('\n')
  const wanted =
    tools.length === 1
      ? `Answer with the arguments of the tool ${only?.name ?? ''} as JSON, and nothing else.`
      : 'Answer with one tool and its arguments as JSON: {"name": ..., "arguments": {...}}, and nothing else.'
  return {
    ...rest,
    messages: withInstruction(messages, `${wanted}\n${descriptions}`),
    ...formatOf({ schema, name: 'call' }),
  }
}

/** Many templates take one system message, and only at the beginning. */
function withInstruction(messages: JsonObject[string] | undefined, text: string): JsonObject[] {
  const all = Array.isArray(messages) ? messages.filter(isObject) : []
  const [first, ...rest] = all
  if (first?.['role'] !== 'system') return [{ role: 'system', content: text }, ...all]
  return [{ ...first, content: `${stringOf(first['content']) ?? ''}\n\n${text}` }, ...rest]
}

const anyCall = (tools: readonly ToolSpec[]): JsonObject => ({
  anyOf: tools.map(({ name, schema }) => ({
    type: 'object',
    properties: { name: { const: name }, arguments: schema },
    required: ['name', 'arguments'],
  })),
})
