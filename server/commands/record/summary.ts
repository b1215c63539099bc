import type { RenewalOutcome } from '../../renewal/ask-again.ts'
import { changesOf } from '../../renewal/changes.ts'
import type { AnswerChange } from '../../renewal/changes.ts'

/** Lists the recordings whose answers changed, then totals. */
export function summary(outcomes: readonly RenewalOutcome[]): string[] {
  const lines: string[] = []
  let same = 0
  let failed = 0
  for (const outcome of outcomes) {
    if (outcome.failed !== undefined) {
      failed += 1
      lines.push(outcome.name, `  failed, recording unchanged: ${outcome.failed}`)
      continue
    }
    const changes = changesOf(outcome)
    if (changes.length > 0)
      lines.push(outcome.name, ...changes.map((change) => `  ${inWords(change)}`))
    else same += 1
  }
  const changed = outcomes.length - same - failed
  lines.push(
    ...outcomes.flatMap(({ name, lost }) =>
      lost === undefined ? [] : `${name}: not recorded: ${lost}`,
    ),
    `${outcomes.length} calls: ${same} unchanged, ${changed} changed, ${failed} failed.`,
  )
  lines.push(latencies(outcomes))
  return lines
}

/** `text         "run 1" -> "run 2"`; texts are quoted and clipped. */
function inWords({ what, before, after }: AnswerChange): string {
  const [was, is] = what === 'text' ? [clip(before), clip(after)] : [before, after]
  return `${what.padEnd(13)}${was} -> ${is}`
}

function latencies(outcomes: readonly RenewalOutcome[]): string {
  const pairs = outcomes.flatMap(({ before, after }) =>
    after.map(({ latencyMs }, nth) => [before[nth]?.latencyMs ?? latencyMs, latencyMs] as const),
  )
  const median = (at: 0 | 1) =>
    pairs.map((pair) => pair[at]).toSorted((a, b) => a - b)[pairs.length >> 1] ?? 0
  return `Median latency ${median(0)} -> ${median(1)} ms.`
}

const MAX = 50

function clip(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return JSON.stringify(line.length > MAX ? `${line.slice(0, MAX - 3)}...` : line)
}
