import { AwsError } from '../aws/errors.ts'
import { countBlocks, countPrompt, countText } from '../bedrock/tokens.ts'
import type { Block } from '../bedrock/prompt.ts'
import type { Message, Reply, Usage } from '../bedrock/reply.ts'
import type { Answer, Break, Call } from '../bedrock/types.ts'
import type { Json, JsonObject } from '../json.ts'
import { isObject } from '../json.ts'
import { lasting, paceOf } from '../pace.ts'
import { advance, failsNext } from './counters.ts'
import { errorOf } from './error-message.ts'
import type { Prepared, PreparedMessage } from './prepared.ts'
import type { Rule } from './rule.ts'
import { filled } from './template.ts'
import type { Values } from './template.ts'
import { viewOf } from './view.ts'

/** Plays a rule: the error while it has its turns, then the next answer of this session's sequence. */
export function play(rule: Rule, call: Call, pace: string | undefined): Answer {
  rule.calls += 1
  const breaks = breakOf(rule, call)
  if (breaks instanceof AwsError) return { ...givenBy(rule), kind: 'error', error: breaks }
  const at = rule.answers.length > 1 || rule.ends ? advance(rule, call.session, 'played') : 0
  const prepared = rule.answers[at] ?? rule.answers.at(-1)
  if (prepared === undefined || (at >= rule.answers.length && rule.ends)) {
    return { ...givenBy(rule), kind: 'error', error: exhausted(rule) }
  }
  const templated = prepared.kind === 'message' && prepared.templated
  const values = templated ? valuesOf(rule, call) : undefined
  if (breaks !== undefined) {
    const { stable: _rendered, ...answer } = answerOf(rule, prepared, call, pace, values)
    return { ...answer, breaks }
  }
  // With its usage given, nothing in it depends on the request: it is one value for all of them.
  if (prepared.kind === 'message' && !templated && prepared.usage.inputTokens !== undefined) {
    return (prepared.constant ??= answerOf(rule, prepared, call, pace, values))
  }
  return answerOf(rule, prepared, call, pace, values)
}

const givenBy = ({ name, fault }: Rule) =>
  ({ source: 'fixture', fixture: name, ...(fault === undefined ? {} : { fault }) }) as const

function answerOf(
  rule: Rule,
  prepared: Prepared,
  call: Call,
  pace: string | undefined,
  values: Values | undefined,
): Answer & { kind: 'reply' } {
  const playedAt = paceOf(pace, prepared.pace)
  const reply = replyOf(prepared, call, values)
  const chunks = prepared.kind === 'message' ? prepared.chunks : undefined
  const filledIn = chunks === undefined || values === undefined ? chunks : filled(chunks, values)
  return {
    ...givenBy(rule),
    kind: 'reply',
    reply: prepared.latencyMs === undefined ? lasting(reply, playedAt) : reply,
    pace: playedAt,
    // Where nothing depends on the request, the bytes once rendered may be kept.
    ...(values === undefined ? { stable: prepared } : {}),
    ...(filledIn === undefined ? {} : { chunks: filledIn }),
  }
}

/** The error that this call gets: at once, or in a stream after some of its events. */
function breakOf(rule: Rule, call: Call): AwsError | Break | undefined {
  const { error } = rule
  if (error === undefined || !failsNext(rule, call.session)) return undefined
  advance(rule, call.session, 'failed')
  const thrown = errorOf(error)
  if (error.afterEvents === undefined || call.operation.streams !== true) return thrown
  return { after: error.afterEvents, by: thrown }
}

function exhausted({ name, answers }: Rule): AwsError {
  const played = answers.length === 1 ? 'its one answer' : `its ${answers.length} answers`
  return new AwsError(
    'FixtureNotFoundException',
    `The fixture "${name}" has played ${played} and says then: error.`,
  )
}

function valuesOf({ prompt }: Rule, call: Call): Values {
  const view = viewOf(call)
  return {
    prompt: view.prompt,
    model: view.model?.foundation ?? view.model?.sent ?? '',
    turn: view.turn,
    match: prompt?.regex?.exec(view.prompt),
  }
}

function replyOf(answer: Prepared, call: Call, values: Values | undefined): Reply {
  const { latencyMs } = answer
  switch (answer.kind) {
    case 'message':
      return messageOf(answer, call, values)
    case 'embeddings': {
      const asked = attemptPrompt(call)
      const texts = asked?.kind === 'embed' ? asked.inputs : []
      const [only] = answer.vectors
      const vectors =
        answer.vectors.length === 1 && only !== undefined
          ? Array.from({ length: Math.max(1, texts.length) }, () => only)
          : answer.vectors
      const inputTokens = texts.reduce((sum, { text = '' }) => sum + countText(text), 0)
      return { kind: 'embeddings', vectors, inputTokens, latencyMs: latencyMs ?? 90 }
    }
    case 'images':
      return {
        kind: 'images',
        images: answer.images.map((image) => image.base64()),
        latencyMs: latencyMs ?? 4_000,
      }
    case 'ranking':
      return { kind: 'ranking', results: answer.results, latencyMs: latencyMs ?? 120 }
    case 'native':
      return nativeOf(answer, call)
  }
}

function messageOf(answer: PreparedMessage, call: Call, values: Values | undefined): Message {
  for (const { block, beside } of answer.media) block['source'] = { bytes: beside.base64() }
  answer.media.length = 0
  const content =
    values === undefined
      ? answer.content
      : (filled(answer.content as unknown as Json, values) as unknown as Block[])
  const usage = usageOf(
    answer.usage,
    call,
    values === undefined ? answer.outputTokens : countBlocks(content),
  )
  return {
    kind: 'message',
    content,
    stopReason: answer.stopReason,
    ...(answer.stopSequence === undefined ? {} : { stopSequence: answer.stopSequence }),
    usage,
    latencyMs: answer.latencyMs ?? latencyOf(usage),
    ...(answer.extra === undefined ? {} : { extra: answer.extra }),
  }
}

function nativeOf(answer: Extract<Prepared, { kind: 'native' }>, call: Call): Reply {
  // Operations that ask no model have no native body: theirs is the output itself.
  if (call.operation.read === undefined || call.operation.local !== undefined) {
    const output: JsonObject = isObject(answer.body) ? answer.body : {}
    return { kind: 'output', output }
  }
  const usage = usageOf(answer.usage, call, 0)
  const counted = answer.usage.inputTokens !== undefined || answer.usage.outputTokens !== undefined
  return {
    kind: 'native',
    body: answer.body,
    ...(counted ? { usage } : {}),
    latencyMs: answer.latencyMs ?? latencyOf(usage),
  }
}

function usageOf(given: Partial<Usage>, call: Call, outputTokens: number): Usage {
  return { outputTokens, ...given, inputTokens: given.inputTokens ?? estimate(call) }
}

function estimate(call: Call): number {
  const prompt = attemptPrompt(call)
  return prompt === undefined ? 0 : countPrompt(prompt, viewOf(call).model?.family)
}

function attemptPrompt(call: Call) {
  return viewOf(call).kind === undefined ? undefined : call.prompt()
}

/** What a small model takes, as far as its figures go. */
function latencyOf({ inputTokens, outputTokens }: Usage): number {
  return Math.round(180 + inputTokens / 20 + outputTokens * 8)
}
