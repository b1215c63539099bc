import { operations, others } from '../bedrock/operations.ts'
import type { Answer } from '../bedrock/answer.ts'
import type { Call } from '../bedrock/types.ts'
import { withoutLastWord } from './redacted.ts'
import type { RequestSummary, Exchange } from './types.ts'
import type { Reply } from '../neutral/reply.ts'
import { redactText } from '../redaction/redact.ts'
import type { FixtureSettings } from '../redaction/settings-file.ts'
import { summarize } from './request-summary.ts'
import type { BegunRow, Row } from './row.ts'

const MAX_PREVIEW = 120

const streaming = new Set(
  [...operations, ...others].filter(({ streams }) => streams === true).map(({ name }) => name),
)

/** Lists are requested repeatedly, and the row of an exchange never changes. */
const ROW: unique symbol = Symbol('row')
/** Kept on the exchange, since a WeakMap costs several times as much. */
const PREVIEW: unique symbol = Symbol('preview')

export function rowOf(exchange: Exchange & { [ROW]?: Row }): Row {
  return (exchange[ROW] ??= makeRow(exchange))
}

function makeRow(exchange: Exchange & { [PREVIEW]?: Preview }): Row {
  const { model, error, fixture, fault, firstByteMs, usage, cost } = exchange
  const { prompt, answer, tools } = exchange[PREVIEW] ?? wholePreview(exchange)
  return {
    id: exchange.id,
    session: exchange.session,
    operation: exchange.operation,
    ...(model !== undefined && { model: { sent: model.sent } }),
    at: exchange.at,
    status: exchange.status,
    source: exchange.source,
    ...(fixture !== undefined && { fixture }),
    ...(fault !== undefined && { fault }),
    ...(error !== undefined && { error: { name: error.name } }),
    ...(error?.name === 'FixtureNotFoundException' && { missed: true }),
    ...(firstByteMs !== undefined && { firstByteMs }),
    totalMs: exchange.totalMs,
    events: exchange.atMs.length,
    ...(usage !== undefined && { usage }),
    ...(cost !== undefined && { cost }),
    ended: exchange.ended,
    ...(streaming.has(exchange.operation) && { streams: true }),
    ...(tools !== undefined && { tools }),
    ...(prompt !== undefined && { prompt }),
    ...(answer !== undefined && { answer }),
  }
}

interface Preview {
  prompt: string | undefined
  answer: string | undefined
  tools: readonly string[] | undefined
}

/** Built from the getters, which redact the whole exchange and are slow. */
function wholePreview({ asked, reply }: Exchange): Preview {
  return {
    prompt: preview(asked?.prompt),
    answer: preview(reply && textOf(reply)),
    tools: toolsOf(asked),
  }
}

/**
 * Builds the preview while the call is in memory, and redacts only the beginning of its texts. With redaction paths, or
 * if the answer is not available as text yet, the preview is built on demand.
 */
export function keepPreview(
  exchange: Exchange & { [PREVIEW]?: Preview },
  call: Call,
  answer: Answer,
  { redact, redactPaths }: FixtureSettings,
): void {
  if (redactPaths.length > 0 || answer.kind === 'recorded' || answer.kind === 'arriving') return
  const summary = summaryOrUndefined(call)
  const redactedPreview = (text: string | undefined) =>
    text === undefined ? undefined : preview(redactText(beginning(text), redact))
  exchange[PREVIEW] = {
    prompt: redactedPreview(summary?.prompt),
    answer: redactedPreview(textIn(answer)),
    tools: toolsOf(summary),
  }
}

function textIn(answer: Answer): string | undefined {
  if (answer.kind === 'deltas') return answer.arrived.message && textOf(answer.arrived.message)
  return answer.kind === 'reply' ? textOf(answer.reply) : undefined
}

const MAX_REDACTED = 400

/** The cut may go through a secret, so the last word is dropped. */
const beginning = (text: string): string =>
  text.length <= MAX_REDACTED ? text : withoutLastWord(text.slice(0, MAX_REDACTED))

const toolsOf = (summary: RequestSummary | undefined): readonly string[] | undefined =>
  summary === undefined || summary.tools.length === 0 ? undefined : summary.tools

/** What is known of a call before it is answered. */
export function begunRow(call: Call, settings: FixtureSettings): BegunRow {
  const { modelId } = call.input
  const prompt =
    settings.redactPaths.length > 0
      ? undefined
      : preview(redactText(beginning(summaryOrUndefined(call)?.prompt ?? ''), settings.redact))
  return {
    id: call.id,
    session: call.session.name,
    operation: call.operation.name,
    ...(typeof modelId === 'string' && { model: { sent: redactText(modelId) } }),
    at: call.receivedAt,
    ...(prompt !== undefined && { prompt }),
  }
}

/** A body that cannot be parsed is about to be rejected. */
function summaryOrUndefined(call: Call): RequestSummary | undefined {
  try {
    return summarize(call)
  } catch {
    return undefined
  }
}

function preview(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined
  if (text.length <= MAX_PREVIEW) return text
  return text.slice(0, MAX_PREVIEW).replace(/[\uD800-\uDBFF]$/, '')
}

function textOf(reply: Reply): string {
  switch (reply.kind) {
    case 'message':
      return reply.content
        .map(({ text, toolUse }) => text ?? (toolUse === undefined ? '' : `[${toolUse.name}]`))
        .filter((text) => text !== '')
        .join(' ')
    case 'embeddings':
      return `[${reply.vectors.length} × ${reply.vectors[0]?.length ?? 0} numbers]`
    case 'images':
      return reply.error ?? `[${reply.images.length} images]`
    case 'ranking':
      return `[${reply.results.length} results]`
    case 'native':
    case 'output':
      return ''
  }
}
