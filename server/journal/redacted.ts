import { FrameReader } from '../framing/frame-reader.ts'
import type { Frame, Framing } from '../framing/framing.ts'
import { hideSecretMembers } from '../redaction/patterns.ts'
import { parseJson } from '../json.ts'
import type { Json } from '../json.ts'
import { redactJson, redactStream, redactText } from '../redaction/redact.ts'
import type { FixtureSettings } from '../redaction/settings-file.ts'
import { copyText } from './copy.ts'
import type { Copy } from './copy.ts'
import { unwrapped } from './usage.ts'
import type { Clip } from './types.ts'

/** A redacted body. */
export function redactedClip(copy: Copy, settings: FixtureSettings): Clip {
  const { bytes, clipped, head, framing } = copy
  const text =
    head === undefined || framing === undefined
      ? plain(copy, settings)
      : events(framesIn(head, framing), clipped, settings)
  return { text, bytes, clipped }
}

function plain(copy: Copy, settings: FixtureSettings): string {
  const { clipped } = copy
  // A path cannot be applied to a part of a body, and might miss what it should hide.
  if (clipped && settings.redactPaths.length > 0) return ''
  const text = copyText(copy)
  if (clipped) return redactText(hideSecretMembers(withoutLastWord(text)), settings.redact)
  const body = parseJson(text)
  if (body === undefined) return redactText(hideSecretMembers(text), settings.redact)
  const redacted = redactJson(body, settings)
  return redactText(redacted === body ? text : JSON.stringify(redacted), settings.redact)
}

/** The end of a clipped text may be the start of a secret, which no pattern recognises. */
export function withoutLastWord(text: string): string {
  let end = text.length
  // A manual scan from the end: a regular expression would retry at the start of every word.
  while (end > 0 && IN_WORDS.test(text.charAt(end - 1))) end--
  return text.slice(0, end)
}

const IN_WORDS = /[A-Za-z0-9+/=_.~%:-]/

/** The events of a stream, one per line. */
function events(frames: readonly Frame[], clipped: boolean, settings: FixtureSettings): string {
  const payloads = frames.map(({ payload }): Json => {
    const text = unwrapped(payload.toString())
    return parseJson(text) ?? text
  })
  const whole = clipped ? payloads.slice(0, lastBoundary(payloads)) : payloads
  const lines = redactStream(whole, settings).map(
    (payload, at) => `${frames[at]?.type ?? ''} ${JSON.stringify(payload)}`,
  )
  return redactText(lines.join('\n'), settings.redact)
}

function framesIn(head: Buffer, framing: Framing): Frame[] {
  try {
    return new FrameReader(framing).push(head)
  } catch {
    // Corrupted by a fault: nothing in it can be shown.
    return []
  }
}

/** Ends with the last event in which a word ends: later events may contain the start of a secret. */
function lastBoundary(payloads: readonly Json[]): number {
  return payloads.findLastIndex((payload) => /\s/.test(JSON.stringify(payload)))
}
