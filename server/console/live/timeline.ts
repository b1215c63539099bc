import type { StreamEvent } from '../../journal/events.ts'

/** A line of the timeline: one event, or a run of deltas folded into one. */
export interface Line {
  type: string
  /** Of its first and last event. */
  fromMs: number
  toMs: number
  /** Since the previous line. */
  gapMs: number
  bytes: number
  /** Indexes of its events. */
  first: number
  count: number
  /** A second or more without an event. */
  stalled: boolean
}

const STALL_MS = 1_000

/** Of Bedrock's own streams, and of Anthropic's and OpenAI's. */
export const isDelta = (type: string): boolean => /delta|chunk/i.test(type)

/** Consecutive deltas without a stall are folded into one line. */
export function linesOf(events: readonly StreamEvent[], fold = true): Line[] {
  const lines: Line[] = []
  let before = 0
  for (const [index, { type, bytes, atMs }] of events.entries()) {
    const gapMs = atMs - before
    const stalled = gapMs >= STALL_MS
    const last = lines.at(-1)
    before = atMs
    if (fold && !stalled && last?.type === type && isDelta(type)) {
      last.toMs = atMs
      last.bytes += bytes
      last.count++
    } else
      lines.push({
        type,
        fromMs: atMs,
        toMs: atMs,
        gapMs,
        bytes,
        first: index,
        count: 1,
        stalled,
      })
  }
  return lines
}

/** The text that had been sent when the event at this index was. */
export function textUntil(events: readonly StreamEvent[], index: number): string {
  return (
    events
      .slice(0, index + 1)
      .map(({ text }) => text)
      .join('')
      // Some models put each word of their reasoning between separate tags.
      .replaceAll('</reasoning><reasoning>', '')
  )
}
