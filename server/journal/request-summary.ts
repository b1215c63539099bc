import { viewOf } from '../matching/view.ts'
import type { View } from '../matching/view.ts'
import type { Call } from '../bedrock/types.ts'
import { redactText } from '../redaction/redact.ts'
import type { FixtureSettings } from '../redaction/settings-file.ts'
import { MAX_CHARACTER } from './pages.ts'
import { withoutLastWord } from './redacted.ts'
import type { Asked } from './types.ts'
import type { Model } from '../models/model.ts'

const NOTHING: Asked = { prompt: '', system: '', tools: [], toolResults: [], turn: 1 }

/** What a call asks, as fixtures' matchers look at it; undefined where its body cannot be understood. */
export function askedOf(call: Call): Asked | undefined {
  if (call.operation.read === undefined) return undefined
  const view = viewOf(call)
  return view.kind === undefined ? undefined : summary(view)
}

export function modelAsked(call: Call): Model | undefined {
  try {
    return call.model()
  } catch {
    return undefined
  }
}

function summary({ prompt, system, tools, results, turn }: View): Asked {
  if (prompt === '' && system === '' && tools.length === 0 && results.length === 0) return NOTHING
  return { prompt, system, tools, toolResults: results.map(({ name }) => name), turn }
}

export interface KeptAsked extends Omit<Asked, 'prompt' | 'system'> {
  prompt: Buffer
  system: Buffer
}

/** The same with texts of at most so many characters each, copied out of what they may be slices of. */
export function keptAsked(
  asked: Asked | undefined,
  clip: number,
  page: Buffer,
): KeptAsked | undefined {
  if (asked === undefined) return undefined
  return {
    ...asked,
    prompt: onPage(clipped(asked.prompt, clip), page),
    system: asked.system === '' ? NONE : Buffer.from(clipped(asked.system, clip)),
  }
}

function onPage(text: string, page: Buffer): Buffer {
  const written = page.write(text)
  // Where a character found no room, fewer bytes are left than the longest takes.
  return written + MAX_CHARACTER <= page.length ? page.subarray(0, written) : Buffer.from(text)
}

/** How many bytes found no room on the page. */
export function bytesOutsidePage(
  page: Buffer,
  { prompt, system }: Partial<KeptAsked> = {},
): number {
  const off = prompt?.buffer === page.buffer ? 0 : prompt?.length
  return (off ?? 0) + (system?.length ?? 0)
}

const NONE = Buffer.alloc(0)

const clipped = (text: string, clip: number): string =>
  text.length <= clip ? text : withoutLastWord(text.slice(0, clip))

export function redactedAsked(asked: KeptAsked, settings: FixtureSettings): Asked {
  if (settings.redactPaths.length > 0) return NOTHING
  return {
    ...asked,
    prompt: redactText(asked.prompt.toString(), settings.redact),
    system: redactText(asked.system.toString(), settings.redact),
  }
}
