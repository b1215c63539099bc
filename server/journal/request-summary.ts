import { viewOf } from '../matching/view.ts'
import type { View } from '../matching/view.ts'
import { planeOf } from '../bedrock/doors/host.ts'
import type { Call } from '../bedrock/types.ts'
import { redactText } from '../redaction/redact.ts'
import type { FixtureSettings } from '../redaction/settings-file.ts'
import { MAX_CHARACTER } from './pages.ts'
import { withoutLastWord } from './redacted.ts'
import type { Exchange, RequestSummary } from './types.ts'
import type { Model } from '../models/model.ts'

const NOTHING: RequestSummary = { prompt: '', system: '', tools: [], toolResults: [], turn: 1 }

/** Summarises a request as fixtures match it; undefined if its body cannot be parsed. */
export function summarize(call: Call): RequestSummary | undefined {
  if (call.operation.read === undefined) return undefined
  const view = viewOf(call)
  return view.kind === undefined ? undefined : summary(view)
}

/** The protocol of a call, and whether it was for bedrock-mantle. */
export function protocolOf(call: Call): Pick<Exchange['http'], 'version' | 'service'> {
  const { operation, http } = call
  if (operation.door === undefined || planeOf(call) !== 'mantle') return { version: http.version }
  return { version: http.version, service: 'mantle' }
}

export function resolvedModel(call: Call): Model | undefined {
  try {
    return call.model()
  } catch {
    return undefined
  }
}

function summary({ prompt, system, tools, results, turn }: View): RequestSummary {
  if (prompt === '' && system === '' && tools.length === 0 && results.length === 0) return NOTHING
  return { prompt, system, tools, toolResults: results.map(({ name }) => name), turn }
}

export interface StoredSummary extends Omit<RequestSummary, 'prompt' | 'system'> {
  prompt: Buffer
  system: Buffer
}

/** The summary with clipped texts, copied so that they do not retain a larger string. */
export function storedSummary(
  request: RequestSummary | undefined,
  clip: number,
  page: Buffer,
): StoredSummary | undefined {
  if (request === undefined) return undefined
  return {
    ...request,
    prompt: onPage(clipped(request.prompt, clip), page),
    system: request.system === '' ? NONE : Buffer.from(clipped(request.system, clip)),
  }
}

function onPage(text: string, page: Buffer): Buffer {
  const written = page.write(text)
  // If a character did not fit, less is left than the longest character takes.
  return written + MAX_CHARACTER <= page.length ? page.subarray(0, written) : Buffer.from(text)
}

/** The number of bytes that are not stored in the page. */
export function bytesOutsidePage(
  page: Buffer,
  { prompt, system }: Partial<StoredSummary> = {},
): number {
  const off = prompt?.buffer === page.buffer ? 0 : prompt?.length
  return (off ?? 0) + (system?.length ?? 0)
}

const NONE = Buffer.alloc(0)

const clipped = (text: string, clip: number): string =>
  text.length <= clip ? text : withoutLastWord(text.slice(0, clip))

export function redactedSummary(request: StoredSummary, settings: FixtureSettings): RequestSummary {
  if (settings.redactPaths.length > 0) return NOTHING
  return {
    ...request,
    prompt: redactText(request.prompt.toString(), settings.redact),
    system: redactText(request.system.toString(), settings.redact),
  }
}
