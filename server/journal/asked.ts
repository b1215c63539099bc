import { viewOf } from '../store/view.ts'
import type { View } from '../store/view.ts'
import type { Asked, Call } from '../bedrock/types.ts'
import { redactText } from '../store/redact.ts'
import type { FixtureSettings } from '../store/settings-file.ts'
import { withoutLastWord } from './redacted.ts'

const NOTHING: Asked = { prompt: '', system: '', tools: [], toolResults: [], turn: 1 }

/** What a call asks, as fixtures' matchers look at it; undefined where its body cannot be understood. */
export function askedOf(call: Call): Asked | undefined {
  if (call.operation.read === undefined) return undefined
  const view = viewOf(call)
  return view.kind === undefined ? undefined : summary(view)
}

function summary({ prompt, system, tools, results, turn }: View): Asked {
  if (prompt === '' && system === '' && tools.length === 0 && results.length === 0) return NOTHING
  return { prompt, system, tools, toolResults: results.map(({ name }) => name), turn }
}

/** The same with texts of at most so many characters each, copied out of what they may be slices of. */
export function clippedAsked(asked: Asked | undefined, clip: number): Asked | undefined {
  if (asked === undefined) return undefined
  return { ...asked, prompt: cut(asked.prompt, clip), system: cut(asked.system, clip) }
}

function cut(text: string, clip: number): string {
  return text.length <= clip ? text : copied(withoutLastWord(text.slice(0, clip)))
}

const scratch = Buffer.allocUnsafeSlow(64 * 1024)

/** A slice of a string keeps all of it in memory. */
function copied(text: string): string {
  if (text.length * 3 > scratch.length) return Buffer.from(text).toString()
  return scratch.toString('utf8', 0, scratch.write(text))
}

export function redactedAsked(asked: Asked, settings: FixtureSettings): Asked {
  if (settings.redactPaths.length > 0) return NOTHING
  const { prompt, system } = asked
  return {
    ...asked,
    prompt: redactText(prompt, settings.redact),
    system: redactText(system, settings.redact),
  }
}
