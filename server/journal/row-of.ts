import { operations, others } from '../bedrock/operations.ts'
import type { Call } from '../bedrock/types.ts'
import type { Exchange } from './types.ts'
import type { Reply } from '../neutral/reply.ts'
import { redactText } from '../redaction/redact.ts'
import type { FixtureSettings } from '../redaction/settings-file.ts'
import { askedOf } from './request-summary.ts'
import type { BegunRow, Row } from './row.ts'

const MAX_PREVIEW = 120

const streaming = new Set(
  [...operations, ...others].filter(({ streams }) => streams === true).map(({ name }) => name),
)

// The list is asked for again and again, and what an exchange shows does not change.
const known = new WeakMap<Exchange, Row>()

export function rowOf(exchange: Exchange): Row {
  let row = known.get(exchange)
  if (row === undefined) known.set(exchange, (row = makeRow(exchange)))
  return row
}

function makeRow(exchange: Exchange): Row {
  const { model, error, fixture, fault, firstByteMs, usage, cost } = exchange
  const { asked } = exchange
  const prompt = preview(asked?.prompt)
  const answer = preview(exchange.reply && textOf(exchange.reply))
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
    ...(asked !== undefined && asked.tools.length > 0 && { tools: asked.tools }),
    ...(prompt !== undefined && { prompt }),
    ...(answer !== undefined && { answer }),
  }
}

/** What is known of a call before it is answered. */
export function begunRow(call: Call, settings: FixtureSettings): BegunRow {
  const { modelId } = call.input
  const prompt =
    settings.redactPaths.length > 0
      ? undefined
      : preview(redactText(textAsked(call), settings.redact))
  return {
    id: call.id,
    session: call.session.name,
    operation: call.operation.name,
    ...(typeof modelId === 'string' && { model: { sent: redactText(modelId) } }),
    at: call.receivedAt,
    ...(prompt !== undefined && { prompt }),
  }
}

/** A body that cannot be understood is refused a moment later. */
function textAsked(call: Call): string {
  try {
    return askedOf(call)?.prompt ?? ''
  } catch {
    return ''
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
